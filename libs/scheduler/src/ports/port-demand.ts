import type { PortRequest, TaskGroup } from '@steppe/domain';

export interface PortAsk extends PortRequest {
  /** Set when a task's own network asks for the port. */
  readonly task: string | undefined;
}

/** The host ports that one allocation of a group takes. */
export interface PortDemand {
  /** On the default host network. */
  readonly fixed: readonly PortAsk[];
  readonly dynamic: readonly PortAsk[];
  /** On each other host network that is named. */
  readonly named: readonly NamedPortDemand[];
}

export interface NamedPortDemand {
  readonly network: string;
  readonly fixed: readonly PortAsk[];
  readonly dynamic: readonly PortAsk[];
}

/** Whether a port's `host_network` is another than the default one. */
export function isNamedNetwork(hostNetwork: string): boolean {
  return hostNetwork !== '' && hostNetwork !== 'default';
}

export function portDemandOf(group: TaskGroup): PortDemand {
  const fixed: PortAsk[] = [];
  const dynamic: PortAsk[] = [];
  for (const { reservedPorts, dynamicPorts } of group.networks) {
    for (const port of reservedPorts) fixed.push({ ...port, task: undefined });
    for (const port of dynamicPorts) dynamic.push({ ...port, task: undefined });
  }
  for (const task of group.tasks) {
    for (const { reservedPorts, dynamicPorts } of task.resources.networks) {
      for (const port of reservedPorts) fixed.push({ ...port, task: task.name });
      for (const port of dynamicPorts) dynamic.push({ ...port, task: task.name });
    }
  }
  const isNamed = ({ hostNetwork }: PortAsk): boolean => isNamedNetwork(hostNetwork);
  const names = [...fixed, ...dynamic].filter(isNamed).map(({ hostNetwork }) => hostNetwork);
  return {
    fixed: fixed.filter((ask) => !isNamed(ask)),
    dynamic: dynamic.filter((ask) => !isNamed(ask)),
    named: [...new Set(names)].map((network) => ({
      network,
      fixed: fixed.filter(({ hostNetwork }) => hostNetwork === network),
      dynamic: dynamic.filter(({ hostNetwork }) => hostNetwork === network),
    })),
  };
}

export function asksForPorts({ fixed, dynamic, named }: PortDemand): boolean {
  return fixed.length + dynamic.length + named.length > 0;
}
