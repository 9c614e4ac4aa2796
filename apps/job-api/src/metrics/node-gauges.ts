import {
  allocsOfNode,
  emptyUsage,
  isClientTerminal,
  type NodeRow,
  type State,
} from '@steppe/domain';
import type { HostReport } from '../client/usage/host-usage.ts';
import { type Gauge, gauge } from './metric.ts';

/** What of a node is taken, and what its allocations do. */
export function nodeGauges(state: State, row: NodeRow): Gauge[] {
  const labels = nodeLabels(row);
  const { resources, reserved } = row.node;
  const usage = state.index.usage.get(row.node.id) ?? emptyUsage();
  const allocs = allocsOfNode(state, row.node.id);
  const inState = (status: string): number =>
    allocs.filter(({ clientStatus }) => clientStatus === status).length;
  const tasks = allocs.flatMap(({ taskStates }) => Object.values(taskStates));
  const tasksIn = (wanted: string): number => tasks.filter((task) => task.state === wanted).length;
  const values: Record<string, number> = {
    'allocated.cpu': usage.cpuMhz,
    'allocated.memory': usage.memoryMb,
    'allocated.max_memory': usage.memoryMaxMb,
    'allocated.disk': usage.diskMb,
    'unallocated.cpu': resources.cpuMhz - reserved.cpuMhz - usage.cpuMhz,
    'unallocated.memory': resources.memoryMb - reserved.memoryMb - usage.memoryMb,
    'unallocated.disk': resources.diskMb - reserved.diskMb - usage.diskMb,
    'allocations.pending': inState('pending'),
    'allocations.running': inState('running'),
    'allocations.terminal': allocs.filter(isClientTerminal).length,
    'allocations.migrating': allocs.filter(({ migrateRequested }) => migrateRequested).length,
    'tasks.pending': tasksIn('pending'),
    'tasks.running': tasksIn('running'),
    'tasks.dead': tasksIn('dead'),
  };
  return Object.entries(values).map(([name, value]) => gauge(`client.${name}`, value, labels));
}

/** What a node's machine uses. */
export function hostGauges(row: NodeRow, report: HostReport): Gauge[] {
  const labels = nodeLabels(row);
  const { memory, allocDir } = report;
  const disk = { ...labels, disk: row.node.attributes['unique.storage.volume'] ?? '' };
  const percentUsed = (100 * allocDir.usedBytes) / Math.max(1, allocDir.sizeBytes);
  return [
    gauge('client.uptime', report.uptimeSeconds, labels),
    gauge('client.host.memory.total', memory.totalBytes, labels),
    gauge('client.host.memory.available', memory.availableBytes, labels),
    gauge('client.host.memory.used', memory.totalBytes - memory.availableBytes, labels),
    gauge('client.host.memory.free', memory.freeBytes, labels),
    gauge('client.host.disk.size', allocDir.sizeBytes, disk),
    gauge('client.host.disk.used', allocDir.usedBytes, disk),
    gauge('client.host.disk.available', allocDir.availableBytes, disk),
    gauge('client.host.disk.used_percent', percentUsed, disk),
    gauge('client.host.disk.inodes_percent', allocDir.inodesUsedPercent, disk),
    ...report.cpus.flatMap((cpu, at) => {
      const core = { ...labels, cpu: `cpu${at}` };
      const total = cpu.userPercent + cpu.systemPercent;
      return [
        gauge('client.host.cpu.user', cpu.userPercent, core),
        gauge('client.host.cpu.system', cpu.systemPercent, core),
        gauge('client.host.cpu.idle', cpu.idlePercent, core),
        gauge('client.host.cpu.total', total, core),
        gauge('client.host.cpu.total_percent', total, core),
      ];
    }),
  ];
}

/** What tells a node's metrics from those of others. */
export function nodeLabels({ node, status, eligibility }: NodeRow): Record<string, string> {
  return {
    node_id: node.id,
    datacenter: node.datacenter,
    node_class: node.nodeClass || 'none',
    node_pool: node.nodePool,
    node_status: status,
    node_scheduling_eligibility: eligibility,
  };
}
