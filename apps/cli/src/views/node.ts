import type { WireAllocation, WireNode } from '@steppe/api-contract';
import { keyValues, table } from '../layout/table.ts';
import { formatDuration, formatTime } from '../layout/time.ts';
import { titled } from '../layout/titled.ts';
import type { HostStats } from '../wire/host-stats.ts';
import { allocationTable, lineOf } from './allocation-table.ts';
import { allocatedResources, allocationUtilization, hostUtilization } from './node-resources.ts';
import { hostStatsBlocks } from './host-stats.ts';
import type { ViewOptions } from './view-options.ts';

export interface NodeView {
  readonly node: WireNode;
  readonly allocations: readonly WireAllocation[];
  /** What the machine uses now; undefined when its agent could not be asked. */
  readonly stats: HostStats | undefined;
  /** What its allocations use now; undefined as `stats`. */
  readonly used?: { readonly cpuMhz: number; readonly memoryBytes: number } | undefined;
}

/** All of a node's status; `detailed` adds what each CPU and disk does. */
export function nodeBlock(
  view: NodeView,
  { detailed, ...options }: ViewOptions & { detailed: boolean },
): string {
  const { node, allocations, stats, used } = view;
  const { verbose } = options;
  const parts = [
    keyValues([
      ...identity(node),
      ...(stats ? [['Uptime', formatDuration(stats.Uptime * 1_000)] as const] : []),
      ...(verbose
        ? []
        : [...volumesAndNetworks(node), ['Driver Status', healthyDrivers(node)] as const]),
    ]),
    ...(verbose ? [titled('Drivers', drivers(node), options)] : []),
    titled('Node Events', events(node, options), options),
    titled('Allocated Resources', allocatedResources(node, allocations), options),
    ...(used
      ? [titled('Allocation Resource Utilization', allocationUtilization(node, used), options)]
      : []),
    ...(stats ? [titled('Host Resource Utilization', hostUtilization(node, stats), options)] : []),
    ...(stats && detailed ? hostStatsBlocks(stats, options) : []),
    placed(allocations, options),
    ...(verbose ? [attributes(node, options)] : []),
  ];
  return parts.join('\n\n');
}

/** The short form: no events and no resources. */
export function nodeShort({ node, allocations }: NodeView, options: ViewOptions): string {
  return [
    keyValues([...identity(node), ...volumesAndNetworks(node), ['Drivers', healthyDrivers(node)]]),
    placed(allocations, options),
  ].join('\n\n');
}

function placed(allocations: readonly WireAllocation[], options: ViewOptions): string {
  const lines = allocations.map(lineOf);
  return titled(
    'Allocations',
    allocationTable(lines, { ...options, without: ['Node Name'] }),
    options,
  );
}

function identity(node: WireNode): [string, string][] {
  return [
    ['ID', node.ID],
    ['Name', node.Name],
    ['Node Pool', node.NodePool],
    ['Class', node.NodeClass],
    ['DC', node.Datacenter],
    ['Drain', String(node.Drain)],
    ['Eligibility', node.SchedulingEligibility],
    ['Status', node.Status],
    ['CSI Controllers', ''],
    ['CSI Drivers', ''],
  ];
}

function volumesAndNetworks(node: WireNode): [string, string][] {
  return [
    ['Host Volumes', Object.keys(node.HostVolumes).toSorted().join(',')],
    ['Host Networks', ''],
    ['CSI Volumes', ''],
  ];
}

function healthyDrivers({ Drivers }: WireNode): string {
  const healthy = Object.entries(Drivers).filter(([, driver]) => driver.Detected && driver.Healthy);
  return healthy
    .map(([name]) => name)
    .toSorted()
    .join(',');
}

function drivers({ Drivers }: WireNode): string {
  const rows = Object.entries(Drivers)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, driver]) => [
      name,
      String(driver.Detected),
      String(driver.Healthy),
      driver.HealthDescription,
      driver.UpdateTime ? formatTime(Date.parse(driver.UpdateTime)) : '',
    ]);
  return table([['Driver', 'Detected', 'Healthy', 'Message', 'Time'], ...rows]);
}

function events({ Events }: WireNode, { verbose }: ViewOptions): string {
  const rows = Events.toReversed().map(({ Timestamp, Subsystem, Message }) => [
    formatTime(Date.parse(Timestamp)),
    Subsystem,
    Message,
    ...(verbose ? [''] : []),
  ]);
  return table([['Time', 'Subsystem', 'Message', ...(verbose ? ['Details'] : [])], ...rows]);
}

function attributes({ Attributes, Meta }: WireNode, options: ViewOptions): string {
  const meta =
    Object.keys(Meta).length === 0
      ? options.bold('Meta')
      : titled('Meta', sortedPairs(Meta), options);
  return `${titled('Attributes', sortedPairs(Attributes), options)}\n\n${meta}`;
}

function sortedPairs(values: Readonly<Record<string, string>>): string {
  return keyValues(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
