import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { readText } from './read-text.ts';

const MIB = 1024 * 1024;

export interface MemoryFingerprint {
  readonly attributes: Readonly<Record<string, string>>;
  readonly totalMb: number;
}

/** @param totalMb the operator's own figure (`memory_total_mb`), which wins. */
export function fingerprintMemory({
  totalMb,
}: {
  readonly totalMb: number | undefined;
}): MemoryFingerprint {
  const bytes = totalMb === undefined ? totalmem() : totalMb * MIB;
  return {
    attributes: { 'memory.totalbytes': String(bytes) },
    totalMb: Math.floor(bytes / MIB),
  };
}

export interface StorageFingerprint {
  readonly attributes: Readonly<Record<string, string>>;
  readonly totalMb: number;
}

/** The file system that holds the allocations. */
export async function fingerprintStorage({
  dir,
  totalMb,
}: {
  readonly dir: string;
  readonly totalMb: number | undefined;
}): Promise<StorageFingerprint> {
  const { bsize, blocks } = await statfs(dir);
  const bytes = totalMb === undefined ? bsize * blocks : totalMb * MIB;
  const volume = await volumeOf(dir);
  return {
    attributes: {
      'unique.storage.bytestotal': String(bytes),
      ...(volume === undefined ? {} : { 'unique.storage.volume': volume }),
    },
    totalMb: Math.floor(bytes / MIB),
  };
}

/** The device whose mount point is the longest that leads to `dir`. */
async function volumeOf(dir: string): Promise<string | undefined> {
  const mounts = (await readText('/proc/self/mounts')) ?? '';
  let best: { readonly device: string; readonly point: string } | undefined;
  for (const line of mounts.split('\n')) {
    const [device, point] = line.split(' ');
    if (device === undefined || point === undefined) continue;
    const holds = point === '/' || dir === point || dir.startsWith(`${point}/`);
    if (holds && point.length >= (best?.point.length ?? 0)) best = { device, point };
  }
  return best?.device;
}
