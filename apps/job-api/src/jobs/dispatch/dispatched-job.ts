import { deriveId, type EpochMs, type Job } from '@steppe/domain';

/** Between a job's ID and that of what is dispatched from it. Source: Nomad. */
const DISPATCH_SUFFIX = '/dispatch-';
const ID_DIGITS = 8;
const MS_PER_SECOND = 1_000;

export interface Dispatching {
  /** In base64; empty for none. */
  readonly payload: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly priority: number | undefined;
  readonly idPrefix: string;
  readonly idempotencyToken: string;
  readonly nowMs: EpochMs;
  /** A new ID, of which the first digits tell dispatches of one second apart. */
  readonly newId: string;
}

/**
 * The job that one dispatch registers. With a token its ID follows from that, so that of two dispatches with the
 * same one at the same time, the second finds the name taken.
 */
export function dispatchedJobOf(parent: Job, dispatching: Dispatching): Job {
  const { payload, meta, priority, idPrefix, idempotencyToken, nowMs, newId } = dispatching;
  const seconds = Math.floor(nowMs / MS_PER_SECOND);
  const unique =
    idempotencyToken === '' ? newId : deriveId('dispatch', parent.id, idempotencyToken);
  const prefix = idPrefix === '' ? '' : `${idPrefix}-`;
  const id = `${parent.id}${DISPATCH_SUFFIX}${prefix}${seconds}-${unique.slice(0, ID_DIGITS)}`;
  return {
    ...parent,
    id,
    name: id,
    parentId: parent.id,
    priority: priority ?? parent.priority,
    meta: { ...parent.meta, ...meta },
    dispatch: { payload, idempotencyToken },
  };
}
