import type { FileInfo } from '@steppe/api-contract';
import { formatBytes } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';
import { formatTime } from '../layout/time.ts';

interface FileTableOptions {
  /** Sizes in bytes, for programs to read. */
  readonly exactSizes: boolean;
}

export function fileTable(files: readonly FileInfo[], options: FileTableOptions): string {
  const rows = files.map((file) => [...attributesOf(file, options), nameOf(file)]);
  return table([['Mode', 'Size', 'Modified Time', 'Name'], ...rows]);
}

export function fileStat(file: FileInfo, options: FileTableOptions): string {
  return table([
    ['Mode', 'Size', 'Modified Time', 'Content Type', 'Name'],
    [...attributesOf(file, options), file.ContentType, nameOf(file)],
  ]);
}

function attributesOf(
  { FileMode, Size, ModTime }: FileInfo,
  { exactSizes }: FileTableOptions,
): readonly string[] {
  const size = exactSizes ? String(Size) : formatBytes(Size);
  return [FileMode, size, formatTime(Date.parse(ModTime))];
}

function nameOf({ Name, IsDir }: FileInfo): string {
  return IsDir ? `${Name}/` : Name;
}
