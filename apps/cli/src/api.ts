import { HttpClient } from '@steppe/client';
import type { CommandContext } from './command.ts';
import { pointInTime } from './time-travel.ts';
import { tlsFilesOf } from './tls/tls-files.ts';

const DEFAULT_ADDRESS = 'http://127.0.0.1:4646';

/** The client that flags and environment ask for. Steppe's own variables win over Nomad's. */
export function clientOf({
  parsed,
  env,
  now,
}: Pick<CommandContext, 'parsed' | 'env' | 'now'>): HttpClient {
  const setting = (flag: string, variable: string): string | undefined =>
    parsed.value(flag) || variableOf(env, variable);
  const at = setting('at', 'AT');
  return new HttpClient({
    address: setting('address', 'ADDR') ?? DEFAULT_ADDRESS,
    namespace: setting('namespace', 'NAMESPACE'),
    region: setting('region', 'REGION'),
    at: at === undefined ? undefined : pointInTime(at, now()),
    token: setting('token', 'TOKEN'),
    basicAuth: variableOf(env, 'HTTP_AUTH'),
    tls: tlsFilesOf({
      caFile: setting('ca-cert', 'CACERT'),
      caDirectory: setting('ca-path', 'CAPATH'),
      certFile: setting('client-cert', 'CLIENT_CERT'),
      keyFile: setting('client-key', 'CLIENT_KEY'),
      serverName: setting('tls-server-name', 'TLS_SERVER_NAME'),
      skipVerify:
        parsed.flag('tls-skip-verify') ||
        parsed.flag('insecure') ||
        isTrue(variableOf(env, 'SKIP_VERIFY')),
    }),
  });
}

function variableOf(env: CommandContext['env'], name: string): string | undefined {
  return env[`STEPPE_${name}`] || env[`NOMAD_${name}`] || undefined;
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && ['1', 't', 'true'].includes(text.toLowerCase());
}
