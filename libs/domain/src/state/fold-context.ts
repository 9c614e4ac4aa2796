import type { EpochMs, Seq } from '../primitives.ts';

/** Where in the log the event that is being folded stands. */
export interface FoldContext {
  readonly seq: Seq;
  readonly atMs: EpochMs;
}
