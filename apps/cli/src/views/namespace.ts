import type { WireNamespace } from '@steppe/api-contract';
import { keyValues, table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { Paint } from '../terminal.ts';

export function namespaceTable(namespaces: readonly WireNamespace[]): string {
  const rows = namespaces.map(({ Name, Description }) => [Name, Description]);
  return table([['Name', 'Description'], ...rows]);
}

export function namespaceBlock(
  { Name, Description, Quota, Capabilities, Meta }: WireNamespace,
  options: { bold: Paint },
): string {
  const block = keyValues([
    ['Name', Name],
    ['Description', Description],
    ['Quota', Quota],
    ['Enabled Drivers', enabled(Capabilities?.EnabledTaskDrivers)],
    ['Disabled Drivers', disabled(Capabilities?.DisabledTaskDrivers)],
    ['Enabled Network Modes', enabled(Capabilities?.EnabledNetworkModes)],
    ['Disabled Network Modes', disabled(Capabilities?.DisabledNetworkModes)],
  ]);
  const meta = metaLines(Meta);
  return meta === '' ? block : `${block}\n\n${titled('Metadata', meta, options)}`;
}

type Names = readonly string[] | null | undefined;

function enabled(names: Names): string {
  return names?.join(',') || '*';
}

function disabled(names: Names): string {
  return names?.join(',') ?? '';
}

/** Metadata in the order of its names; empty for none. */
export function metaLines(meta: Readonly<Record<string, string>> | null | undefined): string {
  const entries = Object.entries(meta ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? '' : keyValues(entries);
}
