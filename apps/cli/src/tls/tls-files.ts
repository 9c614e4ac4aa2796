import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsOptions } from '@steppe/client';
import { Failure } from '../failure.ts';
import { systemErrorReason } from '../system-error-code.ts';

export interface TlsFiles {
  readonly caFile: string | undefined;
  /** Every file in it is an authority. */
  readonly caDirectory: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly serverName: string | undefined;
  readonly skipVerify: boolean;
}

/** @throws Failure when a file cannot be read, or a certificate is without its key. */
export function tlsFilesOf(files: TlsFiles): TlsOptions {
  const { caFile, caDirectory, certFile, keyFile, serverName, skipVerify } = files;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new Failure('A client certificate needs both -client-cert and -client-key');
  }
  const authorities = [caFile === undefined ? [] : [caFile], filesIn(caDirectory)].flat();
  return {
    ca: authorities.length === 0 ? undefined : authorities.map(textOf),
    cert: certFile === undefined ? undefined : textOf(certFile),
    key: keyFile === undefined ? undefined : textOf(keyFile),
    serverName,
    skipVerify,
  };
}

function filesIn(directory: string | undefined): string[] {
  if (directory === undefined) return [];
  return reading(directory, () =>
    readdirSync(directory)
      .toSorted()
      .map((name) => join(directory, name)),
  );
}

function textOf(file: string): string {
  return reading(file, () => readFileSync(file, 'utf8'));
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const reason = systemErrorReason(cause);
    if (reason === undefined) throw cause;
    throw new Failure(`Error reading TLS file "${path}": ${reason}`, { cause });
  }
}
