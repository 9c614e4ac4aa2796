import type { PortRequest, TaskGroup } from '@steppe/domain';

export interface PortAsk extends PortRequest {
  /** Set when a task's own network asks for the port. */
  readonly task: string | undefined;
}

/** The host ports that one allocation of a group takes. */
export interface PortDemand {
  readonly fixed: readonly PortAsk[];
  readonly dynamic: readonly PortAsk[];
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
  return { fixed, dynamic };
}
