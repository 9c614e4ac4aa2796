import {
  assert,
  decodeCommit,
  encodeCommit,
  type Recorded,
  type Seq,
  SteppeError,
} from '@steppe/domain';
import type { AppendRequest, EventLog, Following } from '../event-log.ts';
import { assertFollowable } from '../followable.ts';
import { deepFreeze } from './deep-freeze.ts';
import { MemoryFollowing } from './memory-following.ts';

/** An entry as stored. It is read once, on first use, so that it is checked where JetStream's readers check it. */
interface StoredEntry {
  readonly seq: Seq;
  readonly subject: string;
  text: string;
  isTrimmed?: true;
  recorded?: Recorded | undefined;
}

/** All entries in order, or those of one subject, with who follows them. */
interface Track {
  readonly entries: StoredEntry[];
  readonly followers: Set<MemoryFollowing>;
}

/** The log in this process, for `agent -dev`, tests and the simulator. It is gone with the process. */
export class MemoryEventLog implements EventLog {
  readonly #all: Track = { entries: [], followers: new Set() };
  #firstSeq: Seq = 1;
  readonly #bySubject = new Map<string, Track>();
  #closed = false;

  // Async, so that a rejection looks as it does over the network; the compare-and-set happens at the call.
  async append({ subject, commit, expectedSeq, seenSeq }: AppendRequest): Promise<Seq> {
    return this.appendText({ subject, text: encodeCommit(commit), expectedSeq, seenSeq });
  }

  /** Appends an entry as text, unchecked, as a writer of another version might. */
  appendText({
    subject,
    text,
    expectedSeq,
    seenSeq = 0,
  }: {
    subject: string;
    text: string;
    expectedSeq?: Seq | undefined;
    seenSeq?: Seq | undefined;
  }): Seq {
    this.#assertOpen();
    const track = this.#track(subject);
    const lastOnSubject = track.entries.at(-1)?.seq ?? 0;
    const isAsSeen = expectedSeq === lastOnSubject || lastOnSubject <= seenSeq;
    if (expectedSeq !== undefined && !isAsSeen) {
      throw new SteppeError(
        'LOG_CONFLICT',
        `${subject} is at seq ${lastOnSubject}, not at ${expectedSeq}`,
      );
    }
    const entry: StoredEntry = { seq: this.#all.entries.length + 1, subject, text };
    for (const { entries, followers } of [this.#all, track]) {
      entries.push(entry);
      for (const follower of followers) follower.wake();
    }
    return entry.seq;
  }

  async lastSeq(): Promise<Seq> {
    this.#assertOpen();
    return this.#all.entries.length;
  }

  async firstSeq(): Promise<Seq> {
    this.#assertOpen();
    return this.#firstSeq;
  }

  async trim({
    beforeSeq,
    keepFrom,
  }: {
    beforeSeq: Seq;
    keepFrom: (subject: string) => Seq;
  }): Promise<void> {
    this.#assertOpen();
    this.#firstSeq = Math.max(this.#firstSeq, beforeSeq);
    for (const [subject, { entries }] of this.#bySubject) {
      const endSeq = Math.min(beforeSeq, keepFrom(subject));
      for (const entry of entries) {
        if (entry.seq >= endSeq) break;
        // The place stays, so that others keep theirs.
        Object.assign(entry, { text: '', isTrimmed: true, recorded: undefined });
      }
    }
  }

  async *read({
    fromSeq,
    toSeq = this.#all.entries.length,
  }: {
    fromSeq: Seq;
    toSeq?: Seq | undefined;
  }): AsyncIterable<Recorded> {
    for (let seq = Math.max(fromSeq, 1); seq <= toSeq; seq += 1) {
      this.#assertOpen();
      const entry = this.#all.entries[seq - 1];
      if (!entry) return;
      if (!entry.isTrimmed) yield recordedOf(entry);
    }
  }

  async get(seq: Seq): Promise<Recorded | undefined> {
    this.#assertOpen();
    const entry = this.#all.entries[seq - 1];
    return entry && !entry.isTrimmed ? recordedOf(entry) : undefined;
  }

  async nextOnSubject({
    subject,
    afterSeq,
  }: {
    subject: string;
    afterSeq: Seq;
  }): Promise<Recorded | undefined> {
    this.#assertOpen();
    const entries = this.#bySubject.get(subject)?.entries ?? [];
    const first = firstIndexAfter(entries, afterSeq);
    const entry = entries.slice(first).find(({ isTrimmed }) => !isTrimmed);
    return entry && recordedOf(entry);
  }

  async follow({
    fromSeq,
    onEntry,
  }: {
    fromSeq: Seq;
    onEntry: (entry: Recorded) => void;
  }): Promise<Following> {
    const afterSeq = Math.max(fromSeq, 1) - 1;
    return this.#follow(this.#all, { afterSeq, firstIndex: afterSeq, onEntry });
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
    assertFollowable(subject);
    const track = this.#track(subject);
    const firstIndex = firstIndexAfter(track.entries, afterSeq);
    return this.#follow(track, { afterSeq, firstIndex, onEntry });
  }

  /** Ends all who follow; whoever calls the log after this gets `LOG_UNAVAILABLE`. */
  async close(): Promise<void> {
    this.#closed = true;
    const tracks = [this.#all, ...this.#bySubject.values()];
    await Promise.all(tracks.flatMap(({ followers }) => [...followers].map((each) => each.stop())));
  }

  #follow(
    { entries, followers }: Track,
    options: { afterSeq: Seq; firstIndex: number; onEntry: (entry: Recorded) => void },
  ): Following {
    this.#assertOpen();
    const following = new MemoryFollowing({
      ...options,
      entryAt: (index) => {
        const entry = entries[index];
        if (entry?.isTrimmed) return 'trimmed';
        return entry && recordedOf(entry);
      },
      lastSeq: () => entries.at(-1)?.seq ?? 0,
      onStop: () => followers.delete(following),
    });
    followers.add(following);
    following.wake();
    return following;
  }

  #track(subject: string): Track {
    const found = this.#bySubject.get(subject);
    if (found) return found;
    const track: Track = { entries: [], followers: new Set() };
    this.#bySubject.set(subject, track);
    return track;
  }

  #assertOpen(): void {
    if (this.#closed) throw new SteppeError('LOG_UNAVAILABLE', 'the log was closed');
  }
}

/** Shared by all readers, and frozen, so that a reader who changes what it was given fails at once. */
function recordedOf(entry: StoredEntry): Recorded {
  entry.recorded ??= deepFreeze(decodeCommit(entry));
  return entry.recorded;
}

function firstIndexAfter(entries: readonly StoredEntry[], afterSeq: Seq): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    assert(entry !== undefined, 'the search left the entries');
    if (entry.seq <= afterSeq) low = middle + 1;
    else high = middle;
  }
  return low;
}
