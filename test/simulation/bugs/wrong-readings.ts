import type { DomainEvent, Job, TaskGroup, UpdateStrategy } from '@steppe/domain';
import { misreading, type PlantedBug } from './planted-bug.ts';

/** Bugs in what a service makes of the log. */
export const wrongReadings: readonly PlantedBug[] = [
  misreading(
    {
      name: 'max-parallel-off-by-one',
      description: 'a roll-out takes down one allocation more than max_parallel',
      caughtAs: ['roll-out'],
    },
    'worker',
    ofGroups((group) =>
      updating(group, (update) => ({ ...update, maxParallel: update.maxParallel + 1 })),
    ),
  ),
  misreading(
    {
      name: 'canary-off-by-one',
      description: 'a deployment places one canary more than wanted',
      caughtAs: ['roll-out'],
    },
    'worker',
    ofGroups((group) =>
      updating(group, (update) => ({ ...update, canary: update.canary && update.canary + 1 })),
    ),
  ),
  misreading(
    {
      name: 'migrate-off-by-one',
      description: 'a drain moves one allocation more at once than migrate.max_parallel',
      caughtAs: ['drain pace'],
    },
    'broker',
    ofGroups((group) => ({
      ...group,
      migrate: { ...MIGRATE, maxParallel: (group.migrate?.maxParallel ?? 1) + 1 },
    })),
  ),
  misreading(
    {
      name: 'deaf-to-drains',
      description: 'a worker places on nodes that drain',
      caughtAs: ['placement'],
    },
    'worker',
    (event) => (event.type === 'NodeDrainChanged' ? [] : event),
  ),
  misreading(
    {
      name: 'replaced-all-the-same',
      description: 'what is out of touch is replaced, though its group does not want that',
      caughtAs: ['disconnect'],
    },
    'worker',
    ofGroups((group) => {
      const { disconnect } = group;
      return disconnect ? { ...group, disconnect: { ...disconnect, replace: true } } : group;
    }),
  ),
  misreading(
    {
      name: 'constraints-ignored',
      description: "the scheduler does not look at a job's constraints",
      caughtAs: ['job at rest'],
    },
    'worker',
    ofJobs((job) => ({ ...job, constraints: [] })),
  ),
  misreading(
    {
      name: 'room-given-early',
      description: 'what an allocation holds counts as free as soon as it is told to stop',
      caughtAs: ['capacity'],
    },
    'worker',
    (event) => (event.type === 'AllocationStopped' ? { ...event, clientStatus: 'lost' } : event),
  ),
];

const MIGRATE = { healthCheck: 'task_states', minHealthyTimeMs: 0, healthyDeadlineMs: 0 };

type Reading = (event: DomainEvent) => DomainEvent;

function ofJobs(read: (job: Job) => Job): Reading {
  return (event) => (event.type === 'JobRegistered' ? { ...event, job: read(event.job) } : event);
}

function ofGroups(read: (group: TaskGroup) => TaskGroup): Reading {
  return ofJobs((job) => ({ ...job, groups: job.groups.map(read) }));
}

function updating(group: TaskGroup, change: (update: UpdateStrategy) => UpdateStrategy): TaskGroup {
  return group.update ? { ...group, update: change(group.update) } : group;
}
