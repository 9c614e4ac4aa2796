import type { SchedulerConfiguration } from '@steppe/domain';
import type { SeededRandom } from '@steppe/simulator';
import type { Cluster } from '../cluster/cluster.ts';
import { JOBS, PARAMETERIZED_JOB, randomJob } from './random-job.ts';

/** What an operator may ask for, and how often compared with all else. */
export const REQUESTS = [
  ['register', 14],
  ['update', 8],
  ['scale', 8],
  ['stop', 5],
  ['purge', 3],
  ['revert', 3],
  ['promote', 4],
  ['fail deployment', 1],
  ['stop allocation', 3],
  ['configure', 2],
  ['drain', 4],
  ['eligibility', 3],
  ['deregister node', 2],
  ['dispatch', 4],
  ['collect', 3],
] as const;
export type Request = (typeof REQUESTS)[number][0];

const DRAIN_DEADLINE_MS = 20_000;

export function isRequest(kind: string): kind is Request {
  return REQUESTS.some(([request]) => request === kind);
}

export async function ask(
  { operator, nodes }: Cluster,
  kind: Request,
  random: SeededRandom,
): Promise<void> {
  const job = random.pick(JOBS);
  const { id: nodeId } = random.pick(nodes.filter(({ isGone }) => !isGone)).node;
  switch (kind) {
    case 'register':
      return await operator.register(randomJob(job, random));
    case 'update':
      return await operator.update(job);
    case 'scale':
      return await operator.scale(job, random.int(0, 5));
    case 'stop':
    case 'purge':
      return await operator.stop(job, { purge: kind === 'purge' });
    case 'revert':
      return await operator.revert(job);
    case 'promote':
      return await operator.decideDeployment(job, 'promote');
    case 'fail deployment':
      return await operator.decideDeployment(job, 'fail');
    case 'stop allocation':
      return await operator.stopAllocation(job);
    case 'configure':
      return await operator.configure(randomConfiguration(random));
    case 'drain':
      return await operator.drain(nodeId, DRAIN_DEADLINE_MS);
    case 'eligibility':
      return await operator.toggleEligibility(nodeId);
    case 'deregister node':
      return await operator.deregisterNode(nodeId);
    case 'dispatch':
      return await operator.dispatch(PARAMETERIZED_JOB);
    case 'collect':
      return await operator.collectGarbage();
  }
}

function randomConfiguration(random: SeededRandom): Partial<SchedulerConfiguration> {
  const mayPreempt = () => random.chance(0.5);
  return {
    algorithm: random.pick(['binpack', 'spread']),
    preemption: {
      service: mayPreempt(),
      batch: mayPreempt(),
      system: mayPreempt(),
      sysbatch: mayPreempt(),
    },
    pauseEvalBroker: random.chance(0.2),
  };
}
