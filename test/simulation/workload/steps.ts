import { SeededRandom } from '@steppe/simulator';
import type { Cluster } from '../cluster/cluster.ts';
import type { Service } from '../cluster/service.ts';
import { ask, isRequest, type Request, REQUESTS } from './requests.ts';

/** What may go wrong, and how often compared with all else. */
const FAULTS = [
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
  ['outage', 2],
  ['lose leases', 2],
  ['lose queue', 2],
] as const;
const WEIGHTS = [...REQUESTS, ...FAULTS];
type Fault = (typeof FAULTS)[number][0];

const NODES_MAX = 8;

/** Something that happens after a while. What it happens to follows from its own seed, so leaving others out changes little. */
export interface Step {
  /** Its place among the steps of its seed. */
  readonly index: number;
  readonly afterMs: number;
  readonly kind: Request | Fault;
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
  if (isRequest(kind)) cluster.inBackground(ask(cluster, kind, random));
  else happen(cluster, kind, random);
}

function happen(cluster: Cluster, kind: Fault, random: SeededRandom): void {
  const nodes = cluster.nodes.filter(({ isGone }) => !isGone);
  const node = random.pick(nodes);
  const service = random.pick([...cluster.brokers, ...cluster.workers]);
  const forAWhile = (end: () => void): void => {
    cluster.clock.after(random.pick([500, 3_000, 15_000, 30_000]), end);
  };
  switch (kind) {
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
      return nodes.length <= 2 ? undefined : node.lose();
    case 'task fails': {
      const running = node.machine.running();
      return running.length > 0 ? node.machine.fail(random.pick(running)) : undefined;
    }
    case 'lose leases':
      return cluster.store.loseLeases();
    case 'lose queue':
      return cluster.store.loseQueue();
    case 'outage':
      return cutStore(cluster, forAWhile);
  }
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
