import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const ALGORITHM_OF_LENGTH = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
  [128, 'sha512'],
]);

/**
 * Compares a file with the checksum that its job names: `sha256:…`, `md5:…`, or only the digits.
 *
 * @throws Error when they differ, or the checksum is malformed.
 */
export async function verifyChecksum(file: string, checksum: string): Promise<void> {
  const [, named, digits = ''] = /^(?:(\w+):)?([\da-fA-F]+)$/u.exec(checksum) ?? [];
  const algorithm = named ?? ALGORITHM_OF_LENGTH.get(digits.length);
  if (algorithm === undefined || ALGORITHM_OF_LENGTH.get(digits.length) !== algorithm) {
    throw new Error(
      `checksum ${JSON.stringify(checksum)} is malformed; right is type:hex with md5, sha1, sha256 or sha512`,
    );
  }
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual === digits.toLowerCase()) return;
  throw new Error(`Checksums did not match. Expected: ${digits.toLowerCase()} Got: ${actual}`);
}
