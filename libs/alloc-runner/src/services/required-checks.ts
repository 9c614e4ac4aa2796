import { type Service, servicesOf } from '@steppe/api-contract/blocks';
import type { Task, TaskGroup } from '@steppe/domain';

export interface ServiceOwner {
  readonly task: Task | undefined;
  readonly services: readonly Service[];
}

/** The IDs of the checks that must pass for the allocation to be healthy. */
export function requiredChecks(group: TaskGroup): readonly string[] {
  return serviceOwners(group).flatMap(({ task, services }) =>
    services.flatMap((service) =>
      service.checks.flatMap((check, index) =>
        check.onUpdate === 'ignore' ? [] : [checkIdOf(task, service, index)],
      ),
    ),
  );
}

function nomads(owner: TaskGroup | Task): readonly Service[] {
  return servicesOf(owner).filter(({ provider }) => provider === 'nomad');
}

/** Who offers services of Nomad's own registry: the group and its tasks. */
export function serviceOwners(group: TaskGroup): readonly ServiceOwner[] {
  return [
    { task: undefined, services: nomads(group) },
    ...group.tasks.map((task) => ({ task, services: nomads(task) })),
  ];
}

/** The same for as long as the check has its place in the job. */
export function checkIdOf(task: Task | undefined, service: Service, index: number): string {
  return `${task?.name ?? ''}/${service.name}/${index}`;
}
