import type { DomainEvent, Seq } from '@steppe/domain';

/** An entry to append, only if nobody appended to its subject after `expectedSeq`. */
export interface Append {
  readonly kind: 'append';
  readonly subject: string;
  readonly expectedSeq: Seq;
  /** Up to where the broker has seen the log: what is on the subject up to there is no conflict. */
  readonly seenSeq: Seq;
  readonly events: readonly DomainEvent[];
}

/** An evaluation to hand to the workers. The queue drops an `id` that it was given in the last two minutes. */
export interface Release {
  readonly kind: 'release';
  readonly id: string;
  readonly item: {
    readonly evalId: string;
    readonly namespace: string;
    readonly jobId: string;
    readonly minSeq: Seq;
  };
}

/** Something that an operator must hear of, and that no entry of the log says. */
export interface Warning {
  readonly kind: 'warning';
  readonly message: string;
  readonly details: Readonly<Record<string, number | string>>;
}

/** What the broker wants done. None of it counts as done before the log shows it. */
export type Command = Append | Release | Warning;
