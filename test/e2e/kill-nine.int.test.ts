import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  allocsOfJob,
  type DomainEvent,
  isTerminal,
  latestDeployment,
  nameOf,
  type Recorded,
} from '@steppe/domain';
import { jobsAtRest } from '@steppe/simulator';
import { z } from 'zod';
import { type JudgedLog, judgeLog } from './harness/judged-log.ts';
import { type MockNode, startMockNode } from './harness/mock-node.ts';
import { steppe } from './harness/processes.ts';
import { Services } from './harness/services.ts';
import { until } from './harness/until.ts';

const NODES = 4;
const COUNT = 6;

const Replayed = z.object({
  services: z.array(z.object({ service: z.string(), equal: z.boolean() })),
});

/**
 * What the simulator proves over a log in memory, with real processes, a real nats-server and real agents: the same
 * invariants judge every entry of the log, and the state at rest.
 */
describe('jobs get what they want after a kill -9 of', () => {
  let services: Services;
  let log: JudgedLog;
  let nodes: MockNode[] = [];

  beforeAll(async () => {
    services = await Services.start([
      'job-api',
      'eval-broker',
      'eval-broker',
      'scheduler-worker',
      'scheduler-worker',
    ]);
    log = await judgeLog(services.nats.url);
    const names = Array.from({ length: NODES }, (_, i) => `node-${i}`);
    nodes = await Promise.all(names.map((name) => startMockNode(name, services.nats.url)));
    await until('every node is there', async () => log.state.nodes.size === NODES);
  });

  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await log.close();
    await services.close();
  });

  const register = async (id: string, runFor: string): Promise<void> => {
    const body = JSON.stringify({ Job: mockJob(id, runFor) });
    const response = await fetch(`${services.api}/v1/jobs`, { method: 'POST', body });
    expect(response.status).toBe(200);
  };

  const namesOf = (jobId: string): string[] =>
    allocsOfJob(log.state, `default/${jobId}`)
      .filter((alloc) => !isTerminal(alloc))
      .map(nameOf)
      .toSorted();

  /** Each job has its names once, nothing is pending, no entry broke a rule, and every service holds what a replay gives. */
  const expectAtRest = async (jobIds: readonly string[]): Promise<void> => {
    const settled = await until('nothing is left to do', async () => {
      const { violation, state } = log;
      if (violation) return { violation };
      const isPlaced = jobIds.every((jobId) => namesOf(jobId).length === COUNT);
      return isPlaced && jobsAtRest(state) === undefined && { violation: undefined };
    });
    expect(settled.violation).toBeUndefined();
    for (const jobId of jobIds) {
      const names = Array.from({ length: COUNT }, (_, i) => `${jobId}.group[${i}]`);
      expect(namesOf(jobId)).toEqual(names);
    }
    const { stdout } = await steppe(['operator', 'replay', '-json', `-nats=${services.nats.url}`]);
    const { services: compared } = Replayed.parse(JSON.parse(stdout));
    expect(compared.filter(({ equal }) => !equal)).toEqual([]);
    expect(compared).toHaveLength(services.size);
  };

  test('a scheduler-worker that writes placements: the other one goes on', async () => {
    const jobIds = Array.from({ length: 16 }, (_, i) => `burst-${i}`);
    const killed = log.nth(1, isPlacement, ({ commit }) => services.kill(commit.actor));
    await Promise.all(jobIds.map(async (jobId) => await register(jobId, '1h')));
    const { seq, commit } = await killed;
    await services.startOne('scheduler-worker');
    await expectAtRest(jobIds);
    expect(othersThan(commit.actor, log.entries.slice(seq), isPlacement)).not.toEqual([]);
  });

  test('the eval-broker that leads a rolling deployment: its standby goes on', async () => {
    await register('web', '1h');
    await expectAtRest(['web']);
    const killed = log.nth(2, isNextStep, ({ commit }) => services.kill(commit.actor));
    await register('web', '2h');
    const { seq, commit } = await killed;
    expect(latestDeployment(log.state, 'default/web')?.status).toBe('running');
    await services.startOne('eval-broker');
    await until('the deployment is successful', async () => {
      const deployment = latestDeployment(log.state, 'default/web');
      return deployment?.deployment.jobVersion === 1 && deployment.status === 'successful';
    });
    await expectAtRest(['web']);
    expect(othersThan(commit.actor, log.entries.slice(seq), isNextStep)).toHaveLength(1);
  });

  test('the log: the services go on when it is there again', async () => {
    const jobIds = ['late-0', 'late-1', 'late-2'];
    const killed = log.nth(1, isPlacement, () => services.nats.kill());
    const registered = Promise.all(jobIds.map(async (jobId) => await register(jobId, '1h')));
    await killed;
    await services.nats.restart();
    await registered;
    await expectAtRest(jobIds);
  });
});

function isPlacement({ type }: DomainEvent): boolean {
  return type === 'AllocationPlaced';
}

/** The broker has the scheduler go on with a deployment. */
function isNextStep(event: DomainEvent): boolean {
  return (
    event.type === 'EvaluationCreated' && event.evaluation.triggeredBy === 'deployment-watcher'
  );
}

/** Who else has written such events. */
function othersThan(
  actor: string,
  entries: readonly Recorded[],
  isIt: (event: DomainEvent) => boolean,
): string[] {
  const actors = entries
    .filter(({ commit }) => commit.actor !== actor && commit.events.some(isIt))
    .map(({ commit }) => commit.actor);
  return [...new Set(actors)];
}

/** A job whose tasks do nothing; together such jobs take most of what the nodes have. */
function mockJob(id: string, runFor: string): object {
  return {
    ID: id,
    Name: id,
    Type: 'service',
    Datacenters: ['dc1'],
    Update: { MaxParallel: 1, MinHealthyTime: 0, HealthCheck: 'task_states' },
    TaskGroups: [
      {
        Name: 'group',
        Count: COUNT,
        EphemeralDisk: { SizeMB: 10 },
        Tasks: [
          {
            Name: 'task',
            Driver: 'mock_driver',
            Config: { run_for: runFor },
            LogConfig: { MaxFiles: 1, MaxFileSizeMB: 5 },
            Resources: { CPU: 125, MemoryMB: 64 },
          },
        ],
      },
    ],
  };
}
