import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import { systemErrorReason } from '../system-error-code.ts';
import type { KeyAndCertificate } from './key-and-certificate.ts';

/** Where a key and its certificate are kept. */
export interface PemPaths {
  readonly key: string;
  readonly certificate: string;
}

/** @throws Failure, before anything is made, when one of the files is there already. */
export function refuseToOverwrite(paths: PemPaths, what: string): void {
  if (existsSync(paths.certificate)) {
    throw new Failure(`${what} file '${paths.certificate}' already exists`);
  }
  if (existsSync(paths.key)) throw new Failure(`${what} key file '${paths.key}' already exists`);
}

/** Others may read the certificate, and the key nobody else. */
export async function writePem(paths: PemPaths, pem: KeyAndCertificate): Promise<void> {
  await write(paths.certificate, pem.certificate, 0o644);
  await write(paths.key, pem.key, 0o600);
}

export async function readPem(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = systemErrorReason(cause);
    if (reason === undefined) throw cause;
    throw new Failure(`Error reading ${what}: open ${path}: ${reason}`, { cause });
  }
}

async function write(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode });
  } catch (cause) {
    const reason = systemErrorReason(cause);
    if (reason === undefined) throw cause;
    throw new Failure(`Error writing ${path}: ${reason}`, { cause });
  }
}
