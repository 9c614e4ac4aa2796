import type { TaskTemplate } from '@steppe/api-contract/blocks';

/** How long what a template shows must have been quiet, and how long it may keep its file from being rendered anew. */
export interface WaitRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** What a client's `template` block says of how templates are rendered. */
export interface TemplateSettings {
  /** Functions that none may use. @default those that Nomad forbids */
  readonly deniedFunctions?: readonly string[] | undefined;
  /** For templates without a `wait` of their own. @default no wait at all */
  readonly wait?: WaitRange | undefined;
  /** What the `wait` of a template is kept within. */
  readonly waitBounds?: Partial<{ [K in keyof WaitRange]: WaitRange[K] | undefined }> | undefined;
}

const NO_WAIT: WaitRange = { minMs: 0, maxMs: 0 };

export function waitOf(
  { waitMinMs, waitMaxMs }: Pick<TaskTemplate, 'waitMinMs' | 'waitMaxMs'>,
  { wait = NO_WAIT, waitBounds: bounds = {} }: TemplateSettings,
): WaitRange {
  if (waitMinMs === undefined && waitMaxMs === undefined) return wait;
  const minMs = Math.max(waitMinMs ?? 0, bounds.minMs ?? 0);
  const maxMs = Math.min(waitMaxMs ?? minMs, bounds.maxMs ?? Infinity);
  return { minMs, maxMs };
}

/** When a template is to be rendered whose answers change. */
export interface PendingRender {
  /** When they began to. */
  readonly sinceMs: number;
  readonly dueAtMs: number;
}

/** Puts a render off: a change starts the wait anew, but no longer than up to its maximum. */
export function renderAfterChange(
  pending: PendingRender | undefined,
  nowMs: number,
  { minMs, maxMs }: WaitRange,
): PendingRender {
  const sinceMs = pending?.sinceMs ?? nowMs;
  return { sinceMs, dueAtMs: Math.min(nowMs + minMs, sinceMs + Math.max(minMs, maxMs)) };
}
