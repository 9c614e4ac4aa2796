import type { NodeMetaResponse } from '@steppe/api-contract';
import { titled } from '../layout/titled.ts';
import type { Paint } from '../terminal.ts';
import { metaLines } from './namespace.ts';

export function nodeMetaBlock(
  { Meta, Dynamic, Static }: NodeMetaResponse,
  options: { bold: Paint },
): string {
  const changes = Object.entries(Dynamic).map(([key, value]) => [key, value ?? '<unset>']);
  return [
    titled('All Meta', metaLines(Meta), options),
    titled('Dynamic Meta', metaLines(Object.fromEntries(changes)), options),
    titled('Static Meta', metaLines(Static), options),
  ].join('\n\n');
}
