import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSecureContext, type SecureVersion } from 'node:tls';
import { SteppeError } from '@steppe/domain';
import type { LinkTls } from '@steppe/event-log';
import type { AgentConfig } from '@steppe/hcl';
import type { HttpServerOptions, TlsMaterial } from '@steppe/nest-kit';

const VERSIONS: Readonly<Record<string, SecureVersion>> = {
  tls10: 'TLSv1',
  tls11: 'TLSv1.1',
  tls12: 'TLSv1.2',
  tls13: 'TLSv1.3',
};

/** What connects to NATS, and NATS itself, read files by themselves. */
export interface RpcTls {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** What the `tls` block protects, with the files that it names read. */
export interface TlsSettings {
  /** Of the agent's own API, and of the agent where it calls that of others. */
  readonly http?: NonNullable<HttpServerOptions['tls']>;
  /** Of NATS: between agents and servers, and between servers. */
  readonly rpc?: LinkTls & { readonly files: RpcTls };
  /** The name that a server's certificate must have; undefined: whichever the authority vouches for. */
  readonly serverName: string | undefined;
}

/** @throws SteppeError `CONFIG_INVALID` that names the setting, when a file is missing or does not fit. */
export async function readTls({ tls, region }: AgentConfig): Promise<TlsSettings> {
  const serverName = tls.verifyServerHostname ? `server.${region}.nomad` : undefined;
  if (!tls.http && !tls.rpc) return { serverName };
  const material = await readMaterial(tls);
  return {
    serverName,
    ...(tls.http ? { http: { ...material, verifiesClients: tls.verifyHttpsClient } } : {}),
    ...(tls.rpc ? { rpc: { ...material, serverName, files: filesOf(tls) } } : {}),
  };
}

/** NATS lets agents in by their certificates, so there must be somebody who vouches for them. */
function filesOf({ caFile, certFile = '', keyFile = '' }: AgentConfig['tls']): RpcTls {
  if (!caFile) throw invalid('tls.rpc needs tls.ca_file: who is to vouch for servers and clients');
  return { caFile: resolve(caFile), certFile: resolve(certFile), keyFile: resolve(keyFile) };
}

async function readMaterial(tls: AgentConfig['tls']): Promise<TlsMaterial> {
  const [ca, cert, key] = await Promise.all([
    tls.caFile ? readSetting('ca_file', tls.caFile) : undefined,
    readSetting('cert_file', tls.certFile),
    readSetting('key_file', tls.keyFile),
  ]);
  if (ca === undefined && tls.verifyHttpsClient) {
    throw invalid('tls.verify_https_client needs tls.ca_file: who is to vouch for clients');
  }
  const minVersion = VERSIONS[tls.tlsMinVersion ?? 'tls12'];
  if (!minVersion) {
    const known = Object.keys(VERSIONS).join(', ');
    throw invalid(`tls.tls_min_version "${tls.tlsMinVersion}" is none of ${known}`);
  }
  const material = { ca, cert, key, minVersion };
  try {
    createSecureContext({ cert, key, ...(ca === undefined ? {} : { ca }) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(`the files of the tls block do not fit together: ${reason}`, cause);
  }
  return material;
}

async function readSetting(name: string, path: string | undefined): Promise<string> {
  if (!path) throw invalid(`tls.${name} is missing: tls.http and tls.rpc need it`);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw invalid(`tls.${name}: ${path} cannot be read`, cause);
  }
}

function invalid(text: string, cause?: unknown): SteppeError {
  return new SteppeError('CONFIG_INVALID', text, { cause });
}
