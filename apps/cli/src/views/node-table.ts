import type { NodeStub } from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { table } from '../layout/table.ts';

interface NodeTableOptions {
  readonly verbose: boolean;
  /** With the name of each operating system. */
  readonly os?: boolean;
  /** Without the pools when false, as where all are of one. */
  readonly pool?: boolean;
  /** Running allocations by node, where they are wanted. */
  readonly runningAllocs?: ReadonlyMap<string, number> | undefined;
}

/** Nodes as a table. */
export function nodeTable(
  nodes: readonly NodeStub[],
  { verbose, os = false, pool = true, runningAllocs }: NodeTableOptions,
): string {
  const header = [
    'ID',
    ...(pool ? ['Node Pool'] : []),
    'DC',
    'Name',
    'Class',
    ...(os ? ['OS'] : []),
    ...(verbose ? ['Address', 'Version'] : []),
    'Drain',
    'Eligibility',
    'Status',
    ...(runningAllocs ? ['Running Allocs'] : []),
  ];
  const rows = nodes.map((node) => [
    shortId(node.ID, { verbose }),
    ...(pool ? [node.NodePool] : []),
    node.Datacenter,
    node.Name,
    node.NodeClass,
    ...(os ? [node.Attributes?.['os.name'] ?? ''] : []),
    ...(verbose ? [node.Address, node.Version] : []),
    String(node.Drain),
    node.SchedulingEligibility,
    node.Status,
    ...(runningAllocs ? [String(runningAllocs.get(node.ID) ?? 0)] : []),
  ]);
  return table([header, ...rows]);
}
