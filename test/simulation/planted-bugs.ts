import { type DomainEvent, type Seq, SteppeError, subjects } from '@steppe/domain';
import type { AppendRequest, EventLog } from '@steppe/event-log';
import type { Appending } from '@steppe/simulator';

/** A bug that gets between every process and the log, to show that the simulator sees it. */
export interface PlantedBug {
  readonly name: string;
  /** What the faulty code would do. */
  readonly description: string;
  readonly append: Appending;
}

/** One that changes some requests. */
function changing(
  name: string,
  description: string,
  change: (request: AppendRequest, log: EventLog) => AppendRequest | Promise<AppendRequest>,
): PlantedBug {
  const append: Appending = async (request, log) =>
    await appendRest(await change(request, log), log);
  return { name, description, append };
}

/** One that leaves some events of a service out, and believes that they are in the log. */
function dropping(
  name: string,
  description: string,
  isDropped: (event: DomainEvent) => boolean,
): PlantedBug {
  return changing(name, description, (request) => {
    const events = request.commit.events.filter((event) => !isDropped(event));
    return { ...request, commit: { ...request.commit, events } };
  });
}

/** An entry has at least one event; one that has none left is not appended. */
async function appendRest(request: AppendRequest, log: EventLog): Promise<Seq> {
  return request.commit.events.length === 0 ? await log.lastSeq() : await log.append(request);
}

const isBy = ({ commit }: AppendRequest, service: string): boolean =>
  commit.actor.startsWith(service);
const isOn = ({ subject }: AppendRequest, kind: string): boolean => subject.startsWith(`${kind}.`);
const blindly = ({ subject, commit }: AppendRequest): AppendRequest => ({ subject, commit });

async function lastSeqOn(subject: string, log: EventLog): Promise<Seq> {
  let last = 0;
  for (;;) {
    const entry = await log.nextOnSubject({ subject, afterSeq: last });
    if (!entry) return last;
    last = entry.seq;
  }
}

/** The lowest dynamic port of every node that the simulator makes. */
const LOWEST_PORT = 20_000;

function withLowestPort(event: DomainEvent): DomainEvent {
  if (event.type !== 'AllocationPlaced') return event;
  const ports = event.placement.ports.map((port) =>
    port.label === 'rpc' ? { ...port, value: LOWEST_PORT } : port,
  );
  return { ...event, placement: { ...event.placement, ports } };
}

export const plantedBugs: readonly PlantedBug[] = [
  changing('blind-placement', 'a worker places without compare-and-set', (request) =>
    isOn(request, 'node') && isBy(request, 'worker') ? blindly(request) : request,
  ),
  changing('blind-outcome', 'a worker ends an evaluation without compare-and-set', (request) =>
    isOn(request, 'eval') && isBy(request, 'worker') ? blindly(request) : request,
  ),
  changing(
    'zombie-broker',
    'a broker that lost its lease writes without compare-and-set',
    (request) => (isBy(request, 'broker') ? blindly(request) : request),
  ),
  changing(
    'wrong-subject',
    'a placement compares with what the node itself wrote',
    async (request, log) => {
      if (!isOn(request, 'node') || !isBy(request, 'worker')) return request;
      const nodeId = decodeURIComponent(request.subject.slice('node.'.length));
      return { ...request, expectedSeq: await lastSeqOn(subjects.client(nodeId), log) };
    },
  ),
  {
    name: 'deaf-to-conflicts',
    description: 'a worker takes a lost compare-and-set for a success',
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
    append: async (request, log) => {
      const seq = await log.append(request);
      if (!isOn(request, 'node') || !isBy(request, 'worker')) return seq;
      return await log.append(blindly(request));
    },
  },
  dropping(
    'lost-wake-up',
    'the broker forgets to wake blocked evaluations',
    ({ type }) => type === 'EvaluationUnblocked',
  ),
  dropping(
    'off-by-one',
    'the scheduler places one allocation less than the count',
    (event) => event.type === 'AllocationPlaced' && event.placement.index === 2,
  ),
  dropping(
    'forgotten-stop',
    'the scheduler stops nothing when a job is stopped or shrinks',
    (event) =>
      event.type === 'AllocationStopped' &&
      event.desiredDescription === 'alloc not needed due to job update',
  ),
  dropping(
    'deaf-to-silence',
    'the broker never declares a silent node down',
    (event) => event.type === 'NodeStatusChanged' && event.status === 'down',
  ),
  dropping(
    'endless-drain',
    'the broker never ends a drain',
    (event) => event.type === 'NodeDrainChanged' && event.drain === null,
  ),
  changing(
    'port-released-twice',
    'a port counts as free though an allocation holds it',
    (request) => {
      const events = request.commit.events.map(withLowestPort);
      return { ...request, commit: { ...request.commit, events } };
    },
  ),
];
