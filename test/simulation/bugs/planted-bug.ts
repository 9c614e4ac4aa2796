import { type DomainEvent, type Recorded, type Seq, subjects } from '@steppe/domain';
import type { AppendRequest, EventLog } from '@steppe/event-log';
import type { Appending, Interference } from '@steppe/simulator';

/** A bug that gets between the processes and the log, to show that the simulator sees it. */
export interface PlantedBug extends Interference {
  readonly name: string;
  /** What the faulty code would do. */
  readonly description: string;
  /** Rules that it breaks: the first violation is of one of them. */
  readonly caughtAs: readonly string[];
}

type About = Pick<PlantedBug, 'name' | 'description' | 'caughtAs'>;

/** One that changes some requests. */
export function changing(
  about: About,
  change: (request: AppendRequest, log: EventLog) => AppendRequest | Promise<AppendRequest>,
): PlantedBug {
  const append: Appending = async (request, log) =>
    await appendRest(await change(request, log), log);
  return { ...about, append };
}

/** One that leaves some events of a service out, and believes that they are in the log. */
export function dropping(about: About, isDropped: (event: DomainEvent) => boolean): PlantedBug {
  return changing(about, (request) => {
    const events = request.commit.events.filter((event) => !isDropped(event));
    return { ...request, commit: { ...request.commit, events } };
  });
}

/** One in which the processes of a service take some events for others, each for none, one or several. */
export function misreading(
  about: About,
  service: string,
  read: (event: DomainEvent) => DomainEvent | readonly DomainEvent[],
): PlantedBug {
  const understand = (entry: Recorded, process: string): Recorded => {
    if (!process.startsWith(service)) return entry;
    return { ...entry, commit: { ...entry.commit, events: entry.commit.events.flatMap(read) } };
  };
  return { ...about, understand };
}

/** An entry has at least one event; one that has none left is not appended. */
async function appendRest(request: AppendRequest, log: EventLog): Promise<Seq> {
  return request.commit.events.length === 0 ? await log.lastSeq() : await log.append(request);
}

export const isBy = ({ commit }: AppendRequest, service: 'worker' | 'broker'): boolean =>
  commit.actor.includes(`/${service}-`);
export const isOn = ({ subject }: AppendRequest, kind: string): boolean =>
  subject.startsWith(`${kind}.`);
/** The request without its compare-and-set. */
export const blindly = ({ subject, commit }: AppendRequest): AppendRequest => ({ subject, commit });

/** Seq of the last entry in which a node spoke of itself. */
export async function lastClientSeq(nodeId: string, log: EventLog): Promise<Seq> {
  let last = 0;
  for (;;) {
    const entry = await log.nextOnSubject({ subject: subjects.client(nodeId), afterSeq: last });
    if (!entry) return last;
    last = entry.seq;
  }
}
