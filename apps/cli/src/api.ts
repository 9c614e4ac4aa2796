import { HttpClient } from '@steppe/client';
import type { CommandContext } from './command.ts';

const DEFAULT_ADDRESS = 'http://127.0.0.1:4646';

/** The client that flags and environment ask for. Steppe's own variables win over Nomad's. */
export function clientOf({ parsed, env }: Pick<CommandContext, 'parsed' | 'env'>): HttpClient {
  const setting = (flag: string, variable: string): string | undefined =>
    parsed.value(flag) || env[`STEPPE_${variable}`] || env[`NOMAD_${variable}`] || undefined;
  return new HttpClient({
    address: setting('address', 'ADDR') ?? DEFAULT_ADDRESS,
    namespace: setting('namespace', 'NAMESPACE'),
    region: setting('region', 'REGION'),
    token: setting('token', 'TOKEN'),
  });
}
