import { X509Certificate } from 'node:crypto';
import { noArguments, onlyArgument, wholeNumber } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import type { ParsedArgs } from '../../flags/parse-flags.ts';
import { parsePem } from '../../tls/parse-pem.ts';
import { signCertificate } from '../../tls/signed-certificate.ts';
import { readPem, refuseToOverwrite, writePem } from '../../tls/write-pem.ts';
import { certificateBlock } from '../../views/certificate.ts';

const DAYS_DEFAULT = '365';

/** The texts are Nomad's, in whose names the case of the last one differs. */
const ROLES = {
  server: { name: 'server', title: 'Server', keyTitle: 'Server', ipAddresses: ['127.0.0.1'] },
  client: { name: 'client', title: 'Client', keyTitle: 'Client', ipAddresses: ['127.0.0.1'] },
  cli: { name: 'cli', title: 'Cli', keyTitle: 'CLI', ipAddresses: [] },
} as const;

export const tlsCertCreate: Command = {
  usage: 'steppe tls cert create [options]',
  example: 'steppe tls cert create -server -region global',
  flags: {
    ...CLIENT_FLAGS,
    'additional-dnsname': {
      type: 'string',
      multiple: true,
      help: 'One more DNS name; may be given several times.',
    },
    'additional-ipaddress': {
      type: 'string',
      multiple: true,
      help: 'One more IP address; may be given several times.',
    },
    ca: { type: 'string', help: "The CA's certificate. Default: <domain>-agent-ca.pem." },
    cli: { type: 'boolean', help: 'Make one for the command line.' },
    client: { type: 'boolean', help: 'Make one for a client.' },
    days: { type: 'integer', help: `How many days it is valid. Default: ${DAYS_DEFAULT}.` },
    domain: { type: 'string', help: 'Domain of the cluster. Default: nomad.' },
    key: { type: 'string', help: "The CA's key. Default: <domain>-agent-ca-key.pem." },
    server: { type: 'boolean', help: 'Make one for a server.' },
  },
  run: async ({ parsed, terminal, now }) => {
    noArguments(parsed.args);
    const { name, title, keyTitle, ipAddresses } = roleOf(parsed);
    const domain = parsed.value('domain') ?? 'nomad';
    const region = parsed.value('region') ?? 'global';
    const file = `${region}-${name}-${domain}`;
    const paths = { certificate: `${file}.pem`, key: `${file}-key.pem` };
    refuseToOverwrite(paths, 'Certificate');
    const ca = parsed.value('ca') ?? `${domain}-agent-ca.pem`;
    const key = parsed.value('key') ?? `${domain}-agent-ca-key.pem`;
    const authority = { certificate: await readPem(ca, 'CA'), key: await readPem(key, 'CA key') };
    if (name === 'server') terminal.err(SERVER_WARNING);
    terminal.out(`==> Using CA file ${ca} and CA key ${key}`);
    const commonName = `${name}.${region}.${domain}`;
    const pem = await signCertificate(authority, {
      commonName,
      dnsNames: [...parsed.values('additional-dnsname'), commonName, 'localhost'],
      ipAddresses: [...parsed.values('additional-ipaddress'), ...ipAddresses],
      days: wholeNumber(parsed.value('days') ?? DAYS_DEFAULT, 'days'),
      nowMs: now(),
    });
    await writePem(paths, pem);
    terminal.out(`==> ${title} Certificate saved to ${paths.certificate}`);
    terminal.out(`==> ${keyTitle} Certificate key saved to ${paths.key}`);
    return 0;
  },
};

const SERVER_WARNING = `==> WARNING: A server's certificate lets its holder become a server, and
    read all that the cluster keeps, root keys and tokens included.
    Give it to servers alone, and guard it like the CA's key.`;

function roleOf(parsed: ParsedArgs): (typeof ROLES)[keyof typeof ROLES] {
  const [role, ...more] = [ROLES.server, ROLES.client, ROLES.cli].filter(({ name }) =>
    parsed.flag(name),
  );
  if (role === undefined || more.length > 0) {
    throw new Failure('Please provide either -server, -client, or -cli');
  }
  return role;
}

export const tlsCertInfo: Command = {
  usage: 'steppe tls cert info [options] <certificate file>',
  example: 'steppe tls cert info global-server-nomad.pem',
  flags: CLIENT_FLAGS,
  run: async ({ parsed, terminal }) => {
    const message = 'This command takes one argument: <certificate file>';
    const path = onlyArgument(parsed.args, message);
    const pem = await readPem(path, 'certificate file');
    terminal.out(certificateBlock(parsePem('certificate file', () => new X509Certificate(pem))));
    return 0;
  },
};
