import type { SchedulerConfiguration } from '@steppe/domain';
import { SeededRandom } from '@steppe/simulator';
import type { Cluster } from '../cluster/cluster.ts';
import type { Service } from '../cluster/service.ts';
import { JOBS, PARAMETERIZED_JOB, randomJob } from './random-job.ts';

/** What may happen, and how often compared with the others. */
const WEIGHTS = [
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
  ['join', 3],
  ['crash agent', 5],
  ['crash broker', 5],
  ['crash worker', 6],
  ['cut node', 9],
  ['cut service', 4],
  ['pause', 4],
  ['power off', 4],
  ['lose node', 1],
  ['task fails', 5],
  ['drain', 4],
  ['eligibility', 3],
  ['deregister node', 2],
  ['outage', 2],
  ['dispatch', 4],
  ['collect', 3],
] as const;
type Kind = (typeof WEIGHTS)[number][0];

const NODES_MAX = 8;
const DRAIN_DEADLINE_MS = 20_000;

/** Something that happens after a while. What it happens to follows from its own seed, so leaving others out changes little. */
export interface Step {
  /** Its place among the steps of its seed. */
  readonly index: number;
  readonly afterMs: number;
  readonly kind: Kind;
  readonly seed: string;
}

export function stepsOf(seed: number, count: number): Step[] {
  const random = new SeededRandom(`${seed}/steps`);
  const kinds = WEIGHTS.flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));
  return Array.from({ length: count }, (_, index) => ({
    index,
    // Often many things at once, then a while of quiet.
    afterMs: random.chance(0.5) ? random.int(0, 200) : random.int(200, 4_000),
    kind: random.pick(kinds),
    seed: `${seed}/step/${index}`,
  }));
}

export function perform(cluster: Cluster, { kind, seed }: Step): void {
  const random = new SeededRandom(seed);
  const job = (): string => random.pick(JOBS);
  const { operator, clock } = cluster;
  const nodes = cluster.nodes.filter(({ isGone }) => !isGone);
  const node = random.pick(nodes);
  const service = random.pick([...cluster.brokers, ...cluster.workers]);
  const forAWhile = (end: () => void): void => {
    clock.after(random.pick([500, 3_000, 15_000, 30_000]), end);
  };
  switch (kind) {
    case 'register':
      return cluster.inBackground(operator.register(randomJob(job(), random)));
    case 'update':
      return cluster.inBackground(operator.update(job()));
    case 'scale':
      return cluster.inBackground(operator.scale(job(), random.int(0, 5)));
    case 'stop':
    case 'purge':
      return cluster.inBackground(operator.stop(job(), { purge: kind === 'purge' }));
    case 'revert':
      return cluster.inBackground(operator.revert(job()));
    case 'promote':
      return cluster.inBackground(operator.decideDeployment(job(), 'promote'));
    case 'fail deployment':
      return cluster.inBackground(operator.decideDeployment(job(), 'fail'));
    case 'stop allocation':
      return cluster.inBackground(operator.stopAllocation(job()));
    case 'configure':
      return cluster.inBackground(operator.configure(randomConfiguration(random)));
    case 'join':
      if (cluster.nodes.length < NODES_MAX) cluster.join();
      return;
    case 'crash agent':
      return restartLater(node.agent, forAWhile);
    case 'crash broker':
      return restartLater(random.pick(cluster.brokers), forAWhile);
    case 'crash worker':
      return restartLater(random.pick(cluster.workers), forAWhile);
    case 'cut node':
      return cut(node.agent, forAWhile);
    case 'cut service':
      return cut(service, forAWhile);
    case 'pause':
      return pause(random.chance(0.3) ? node.agent : service, forAWhile);
    case 'power off':
      node.powerOff();
      return forAWhile(() => node.agent.start());
    case 'lose node':
      if (nodes.length <= 2) return;
      return node.lose();
    case 'task fails': {
      const running = node.machine.running();
      if (running.length > 0) node.machine.fail(random.pick(running));
      return;
    }
    case 'drain':
      return cluster.inBackground(operator.drain(node.node.id, DRAIN_DEADLINE_MS));
    case 'eligibility':
      return cluster.inBackground(operator.toggleEligibility(node.node.id));
    case 'deregister node':
      return cluster.inBackground(operator.deregisterNode(node.node.id));
    case 'dispatch':
      return cluster.inBackground(operator.dispatch(PARAMETERIZED_JOB));
    case 'collect':
      return cluster.inBackground(operator.collectGarbage());
    case 'outage':
      return cutStore(cluster, forAWhile);
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

function restartLater(service: Service, forAWhile: (end: () => void) => void): void {
  service.kill();
  forAWhile(() => service.start());
}

function cut({ life }: Service, forAWhile: (end: () => void) => void): void {
  if (!life) return;
  life.isCut = true;
  forAWhile(() => {
    life.isCut = false;
  });
}

function cutStore({ network }: Cluster, forAWhile: (end: () => void) => void): void {
  network.isDown = true;
  forAWhile(() => {
    network.isDown = false;
  });
}

function pause({ life }: Service, forAWhile: (end: () => void) => void): void {
  if (!life) return;
  life.pause();
  forAWhile(() => life.resume());
}
