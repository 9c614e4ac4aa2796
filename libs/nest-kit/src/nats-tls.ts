import { readFile } from 'node:fs/promises';
import { SteppeError } from '@steppe/domain';
import type { LinkTls } from '@steppe/event-log';

/**
 * Who a service is at NATS: the files that `NATS_TLS_CA`, `NATS_TLS_CERT` and `NATS_TLS_KEY` name.
 *
 * @returns undefined where none is set: the connection is plain.
 * @throws SteppeError `CONFIG_INVALID`.
 */
export async function natsTlsOf(env: NodeJS.ProcessEnv): Promise<LinkTls | undefined> {
  const { NATS_TLS_CA: ca, NATS_TLS_CERT: cert, NATS_TLS_KEY: key } = env;
  if (!ca && !cert && !key) return undefined;
  return {
    ca: await readNamed('NATS_TLS_CA', ca),
    cert: await readNamed('NATS_TLS_CERT', cert),
    key: await readNamed('NATS_TLS_KEY', key),
    serverName: env['NATS_TLS_SERVER_NAME'] || undefined,
  };
}

async function readNamed(name: string, path: string | undefined): Promise<string> {
  try {
    return await readFile(path ?? '', 'utf8');
  } catch (cause) {
    const text = path ? `${name}: ${path} cannot be read` : `${name} is missing`;
    throw new SteppeError('CONFIG_INVALID', text, { cause });
  }
}
