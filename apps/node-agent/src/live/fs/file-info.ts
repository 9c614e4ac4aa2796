import type { BigIntStats } from 'node:fs';

/** A file or directory, as Nomad's API shows it. */
export interface FileInfo {
  readonly Name: string;
  readonly IsDir: boolean;
  /** In bytes. */
  readonly Size: number;
  /** As Go prints it, e.g. `-rw-r--r--`, `drwxrwxrwx`, `Lrwxrwxrwx`. */
  readonly FileMode: string;
  /** RFC 3339, in UTC, to the nanosecond. */
  readonly ModTime: string;
  /** Empty in a listing. */
  readonly ContentType: string;
}

export function fileInfo(name: string, stats: BigIntStats, contentType: string): FileInfo {
  return {
    Name: name,
    IsDir: stats.isDirectory(),
    Size: Number(stats.size),
    FileMode: goFileMode(stats),
    ModTime: goTime(stats.mtimeNs),
    ContentType: contentType,
  };
}

const BITS = ['x', 'w', 'r'] as const;

/** What Go's `FileMode.String` gives: letters for the kind and the special bits, then the permissions. */
export function goFileMode(stats: BigIntStats): string {
  const mode = Number(stats.mode);
  const letters = [
    stats.isDirectory() && 'd',
    stats.isSymbolicLink() && 'L',
    (stats.isBlockDevice() || stats.isCharacterDevice()) && 'D',
    stats.isFIFO() && 'p',
    stats.isSocket() && 'S',
    (mode & 0o4000) !== 0 && 'u',
    (mode & 0o2000) !== 0 && 'g',
    stats.isCharacterDevice() && 'c',
    (mode & 0o1000) !== 0 && 't',
  ].filter((letter) => letter !== false);
  let permissions = '';
  for (let bit = 8; bit >= 0; bit--) permissions += (mode >> bit) & 1 ? BITS[bit % 3] : '-';
  return `${letters.join('') || '-'}${permissions}`;
}

/** RFC 3339 with as many digits of the second as there are. */
function goTime(ns: bigint): string {
  const perSecond = 1_000_000_000n;
  const seconds = new Date(Number(ns / perSecond) * 1_000).toISOString().slice(0, 19);
  const fraction = String(ns % perSecond)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}
