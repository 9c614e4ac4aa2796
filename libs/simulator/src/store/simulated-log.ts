import type { Recorded, Seq } from '@steppe/domain';
import type { AppendRequest, EventLog, Following } from '@steppe/event-log';
import type { SeededRandom } from '../chance/seeded-random.ts';
import type { Network } from '../process/network.ts';
import type { SimulatedProcess } from '../process/simulated-process.ts';
import { DelayedFollowing } from './delayed-following.ts';
import type { Interference } from './interference.ts';

export interface SimulatedLogOptions {
  readonly log: EventLog;
  readonly process: SimulatedProcess;
  readonly network: Network;
  readonly random: SeededRandom;
  readonly interference: Interference;
}

/** The log as one process sees it, over a network that loses and delays. */
export class SimulatedLog implements EventLog {
  readonly #options: SimulatedLogOptions;

  constructor(options: SimulatedLogOptions) {
    this.#options = options;
  }

  async append(request: AppendRequest): Promise<Seq> {
    const { log, interference } = this.#options;
    const { append = async () => await log.append(request) } = interference;
    return await this.#call(async () => await append(request, log));
  }

  async lastSeq(): Promise<Seq> {
    return await this.#call(async () => await this.#options.log.lastSeq());
  }

  async firstSeq(): Promise<Seq> {
    return await this.#call(async () => await this.#options.log.firstSeq());
  }

  async trim(options: { beforeSeq: Seq; keepFrom: (subject: string) => Seq }): Promise<void> {
    await this.#call(async () => await this.#options.log.trim(options));
  }

  async *read(range: { fromSeq: Seq; toSeq?: Seq | undefined }): AsyncIterable<Recorded> {
    const entries = await this.#call(async () => {
      const found: Recorded[] = [];
      for await (const entry of this.#options.log.read(range)) found.push(entry);
      return found;
    });
    yield* entries;
  }

  async get(seq: Seq): Promise<Recorded | undefined> {
    return await this.#call(async () => await this.#options.log.get(seq));
  }

  async nextOnSubject(options: { subject: string; afterSeq: Seq }): Promise<Recorded | undefined> {
    return await this.#call(async () => await this.#options.log.nextOnSubject(options));
  }

  async follow({
    fromSeq,
    onEntry,
  }: {
    fromSeq: Seq;
    onEntry: (entry: Recorded) => void;
  }): Promise<Following> {
    const { process, interference } = this.#options;
    const { understand = (entry) => entry } = interference;
    const following = await this.#newFollowing((entry) => onEntry(understand(entry, process.name)));
    const push = (entry: Recorded): void => following.push(entry);
    following.attach(await this.#options.log.follow({ fromSeq, onEntry: push }));
    return following;
  }

  async followSubject({
    subject,
    afterSeq,
    onEntry,
  }: {
    subject: string;
    afterSeq: Seq;
    onEntry: (entry: Recorded) => void;
  }): Promise<Following> {
    const following = await this.#newFollowing(onEntry);
    const push = (entry: Recorded): void => following.push(entry);
    following.attach(await this.#options.log.followSubject({ subject, afterSeq, onEntry: push }));
    return following;
  }

  /** Only asking may fail: a following whose start was not answered must not go on beside the next one. */
  async #newFollowing(onEntry: (entry: Recorded) => void): Promise<DelayedFollowing> {
    const { process, network, random } = this.#options;
    await this.#call(async () => undefined);
    return new DelayedFollowing({ process, network, random, onEntry });
  }

  async #call<T>(serve: () => Promise<T>): Promise<T> {
    const { network, process } = this.#options;
    return await network.call(process, serve);
  }
}
