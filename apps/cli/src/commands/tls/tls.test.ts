import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Ran, steppe } from '../../testing/run.ts';

/** Certificates are made where the command runs, as Nomad does. */
describe('tls', () => {
  const before = process.cwd();
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'steppe-tls-'));
    process.chdir(directory);
    await steppe(['tls', 'ca', 'create', '-name-constraint', '-additional-domain=example.com']);
    await steppe(['tls', 'cert', 'create', '-server']);
    await steppe(['tls', 'cert', 'create', '-cli']);
  });
  afterAll(async () => {
    process.chdir(before);
    await rm(directory, { recursive: true });
  });

  test('info shows an authority, and to which names it is bound', async () => {
    const { stdout } = await steppe(['tls', 'ca', 'info', 'nomad-agent-ca.pem']);
    expect(stdout).toMatch(/^Serial Number +\d+\nIssuer CN +Nomad Agent CA\n/);
    expect(stdout).toContain('Permitted DNS Domains  [nomad localhost example.com]');
  });

  test('info shows a certificate, and for whom it is', async () => {
    const { stdout } = await steppe(['tls', 'cert', 'info', 'global-server-nomad.pem']);
    expect(stdout).toContain('DNS Names      [server.global.nomad localhost]');
    expect(stdout).toContain('IP Addresses   [127.0.0.1]');
    expect(stdout).toContain('Expiry Date    2027-11-22 18:00:00 +0000 UTC');
  });

  test.each([
    { argv: ['ca', 'create'], says: "CA certificate file 'nomad-agent-ca.pem' already exists" },
    {
      argv: ['cert', 'create', '-cli'],
      says: "Certificate file 'global-cli-nomad.pem' already exists",
    },
    { argv: ['cert', 'create'], says: 'Please provide either -server, -client, or -cli' },
    {
      argv: ['cert', 'create', '-client', '-domain=x'],
      says: 'Error reading CA: open x-agent-ca.pem: no such file or directory',
    },
    {
      argv: ['cert', 'create', '-client', '-additional-dnsname=foreign.org'],
      says: 'The CA may not sign for "foreign.org": it is bound to nomad, localhost, example.com',
    },
    {
      argv: ['cert', 'create', '-client', '-additional-ipaddress=1.2.3'],
      says: '"1.2.3" is no IP address',
    },
    {
      argv: ['cert', 'create', '-client', '-ca=global-cli-nomad.pem'],
      says: 'The CA key is not the key of the CA certificate',
    },
    {
      argv: ['cert', 'info', 'nomad-agent-ca-key.pem'],
      says: 'Error parsing certificate file: ',
    },
  ])('refuses $argv', async ({ argv, says }) => {
    const { code, stderr } = await steppe(['tls', ...argv]);
    expect(stderr).toContain(says);
    expect(code).toBe(1);
  });

  describe('before an API that asks for certificates', () => {
    let server: Server;
    let address = '';
    beforeAll(async () => {
      server = createServer(
        {
          ca: await readFile('nomad-agent-ca.pem'),
          cert: await readFile('global-server-nomad.pem'),
          key: await readFile('global-server-nomad-key.pem'),
          requestCert: true,
          rejectUnauthorized: true,
        },
        ({ headers }, response) => {
          response.end(headers.authorization === undefined ? '[]' : 'null');
        },
      ).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const bound = server.address();
      address = `https://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });

    const CLIENT = ['-client-cert=global-cli-nomad.pem', '-client-key=global-cli-nomad-key.pem'];
    const status = (flags: string[], env: Record<string, string> = {}): Promise<Ran> =>
      steppe(['job', 'status', `-address=${address}`, ...flags], { env });

    test.each([
      { title: 'the authority in a file', flags: ['-ca-cert=nomad-agent-ca.pem', ...CLIENT] },
      { title: 'the certificate unchecked', flags: ['-tls-skip-verify', ...CLIENT] },
      { title: 'the same by its other name', flags: ['-insecure', ...CLIENT] },
      {
        title: 'another name than the address',
        flags: ['-ca-cert=nomad-agent-ca.pem', '-tls-server-name=server.global.nomad', ...CLIENT],
      },
      {
        title: 'all of it from the environment',
        flags: [],
        env: {
          NOMAD_CACERT: 'nomad-agent-ca.pem',
          NOMAD_CLIENT_CERT: 'global-cli-nomad.pem',
          NOMAD_CLIENT_KEY: 'global-cli-nomad-key.pem',
        },
      },
    ])('is answered: $title', async ({ flags, env }) => {
      expect(await status(flags, env)).toEqual({
        code: 0,
        stdout: 'No running jobs\n',
        stderr: '',
      });
    });

    test.each([
      { flags: CLIENT, says: 'self-signed certificate in certificate chain' },
      { flags: ['-ca-cert=nomad-agent-ca.pem'], says: 'cannot reach the API' },
      {
        flags: ['-ca-cert=nomad-agent-ca.pem', '-tls-server-name=other', ...CLIENT],
        says: "Hostname/IP does not match certificate's altnames",
      },
      { flags: CLIENT.slice(0, 1), says: 'needs both -client-cert and -client-key' },
      {
        flags: ['-ca-cert=none.pem'],
        says: 'Error reading TLS file "none.pem": no such file or directory',
      },
    ])('is not answered: $flags', async ({ flags, says }) => {
      const { code, stderr } = await status(flags);
      expect(stderr).toContain(says);
      expect(code).toBe(1);
    });
  });
});
