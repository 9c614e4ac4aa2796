import { type DomainEvent, SteppeError } from '@steppe/domain';
import type { AppendRequest, EventLog } from '@steppe/event-log';
import {
  blindly,
  changing,
  dropping,
  isBy,
  isOn,
  lastClientSeq,
  type PlantedBug,
} from './planted-bug.ts';

/** Bugs in what is appended, and in how. */
export const wrongAppends: readonly PlantedBug[] = [
  changing(
    {
      name: 'blind-placement',
      description: 'a worker places without compare-and-set',
      caughtAs: ['placement', 'capacity'],
    },
    (request) => (isOn(request, 'node') && isBy(request, 'worker') ? blindly(request) : request),
  ),
  changing(
    {
      name: 'blind-outcome',
      description: 'a worker ends an evaluation without compare-and-set',
      caughtAs: ['evaluation status'],
    },
    (request) => (isOn(request, 'eval') && isBy(request, 'worker') ? blindly(request) : request),
  ),
  changing(
    {
      name: 'zombie-broker',
      description: 'a broker that lost its lease writes without compare-and-set',
      caughtAs: ['evaluation status'],
    },
    (request) => (isBy(request, 'broker') ? blindly(request) : request),
  ),
  changing(
    {
      name: 'wrong-subject',
      description: 'a placement compares with what the node itself wrote',
      caughtAs: ['job at rest', 'pending at rest', 'stopped job'],
    },
    async (request, log) => {
      if (!isOn(request, 'node') || !isBy(request, 'worker')) return request;
      const nodeId = decodeURIComponent(request.subject.slice('node.'.length));
      return { ...request, expectedSeq: await lastClientSeq(nodeId, log) };
    },
  ),
  {
    name: 'deaf-to-conflicts',
    description: 'a worker takes a lost compare-and-set for a success',
    caughtAs: ['job at rest', 'pending at rest', 'stopped job', 'plan at rest', 'drain'],
    append: async (request, log) => {
      try {
        return await log.append(request);
      } catch (error) {
        const isConflict = error instanceof SteppeError && error.code === 'LOG_CONFLICT';
        if (!isConflict || !isBy(request, 'worker')) throw error;
        return await log.lastSeq();
      }
    },
  },
  {
    name: 'double-append',
    description: 'a worker tries an append again without a look whether it is in the log',
    caughtAs: ['placement'],
    append: async (request, log) => {
      const seq = await log.append(request);
      if (!isOn(request, 'node') || !isBy(request, 'worker')) return seq;
      return await log.append(blindly(request));
    },
  },
  dropping(
    {
      name: 'lost-wake-up',
      description: 'the broker forgets to wake blocked evaluations',
      caughtAs: ['pending at rest', 'job at rest'],
    },
    ({ type }) => type === 'EvaluationUnblocked',
  ),
  dropping(
    {
      name: 'off-by-one',
      description: 'the scheduler places one allocation less than the count',
      caughtAs: ['job at rest', 'pending at rest'],
    },
    (event) => event.type === 'AllocationPlaced' && event.placement.index === 2,
  ),
  dropping(
    {
      name: 'forgotten-stop',
      description: 'the scheduler stops nothing when a job is stopped or shrinks',
      caughtAs: ['stopped job', 'job at rest'],
    },
    (event) =>
      event.type === 'AllocationStopped' &&
      event.desiredDescription === 'alloc not needed due to job update',
  ),
  dropping(
    {
      name: 'deaf-to-silence',
      description: 'the broker never declares a silent node down',
      caughtAs: ['node status'],
    },
    (event) => event.type === 'NodeStatusChanged' && event.status === 'down',
  ),
  dropping(
    { name: 'endless-drain', description: 'the broker never ends a drain', caughtAs: ['drain'] },
    (event) => event.type === 'NodeDrainChanged' && event.drain === null,
  ),
  changing(
    {
      name: 'hasty-collection',
      description: 'the broker forgets allocations that a job still counts',
      caughtAs: ['tasks', 'job at rest'],
    },
    async (request, log) => {
      const events = await forgettingAll(request, log);
      return { ...request, commit: { ...request.commit, events } };
    },
  ),
  changing(
    {
      name: 'port-released-twice',
      description: 'a port counts as free though an allocation holds it',
      caughtAs: ['capacity'],
    },
    withLowestPorts,
  ),
];

/** The lowest dynamic port of every node that the simulator makes. */
const LOWEST_PORT = 20_000;

function withLowestPorts(request: AppendRequest): AppendRequest {
  const events = request.commit.events.map(withLowestPort);
  return { ...request, commit: { ...request.commit, events } };
}

function withLowestPort(event: DomainEvent): DomainEvent {
  if (event.type !== 'AllocationPlaced') return event;
  const ports = event.placement.ports.map((port) =>
    port.label === 'rpc' ? { ...port, value: LOWEST_PORT } : port,
  );
  return { ...event, placement: { ...event.placement, ports } };
}

/** The events of a request; those that forget something forget every allocation that was ever placed. */
async function forgettingAll({ commit }: AppendRequest, log: EventLog): Promise<DomainEvent[]> {
  if (!commit.events.some(({ type }) => type === 'GarbageCollected')) return [...commit.events];
  const placed: string[] = [];
  for await (const entry of log.read({ fromSeq: 1 })) {
    for (const event of entry.commit.events) {
      if (event.type === 'AllocationPlaced') placed.push(event.placement.allocId);
    }
  }
  return commit.events.map((event) =>
    event.type === 'GarbageCollected' ? { ...event, allocIds: placed } : event,
  );
}
