import type { WireNodePool } from '@steppe/api-contract';
import { goDuration } from '@steppe/api-contract';
import { keyValues, table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { Paint } from '../terminal.ts';
import { metaLines } from './namespace.ts';

const NS_PER_MS = 1_000_000;

export function nodePoolTable(pools: readonly WireNodePool[]): string {
  const rows = pools.map(({ Name, Description }) => [Name, Description]);
  return table([['Name', 'Description'], ...rows]);
}

export function nodePoolBlock(pool: WireNodePool, options: { bold: Paint }): string {
  const { Name, Description, Meta, SchedulerConfiguration: scheduling } = pool;
  const identityTtl = goDuration(pool.NodeIdentityTTL / NS_PER_MS);
  const settings = keyValues([
    ['Scheduler Algorithm', scheduling?.SchedulerAlgorithm ?? ''],
    ['Memory Oversubscription', String(scheduling?.MemoryOversubscriptionEnabled ?? '')],
  ]);
  return [
    keyValues([
      ['Name', Name],
      ['Description', Description],
      ['Node Identity TTL', identityTtl],
    ]),
    titled('Metadata', metaLines(Meta) || 'No metadata', options),
    titled(
      'Scheduler Configuration',
      scheduling ? settings : 'No scheduler configuration',
      options,
    ),
  ].join('\n\n');
}
