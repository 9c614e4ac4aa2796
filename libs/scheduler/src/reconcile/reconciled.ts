import type {
  AllocationRow,
  ClientStatus,
  DesiredStatus,
  DesiredUpdates,
  JobVersion,
  TaskGroup,
} from '@steppe/domain';

/** An allocation that is to stop. */
export interface Stop {
  readonly alloc: AllocationRow;
  readonly description: string;
  /** @default stop */
  readonly desiredStatus?: Exclude<DesiredStatus, 'run'>;
  readonly clientStatus?: ClientStatus;
  /** Whether an evaluation that is still to come looks for what takes its place. */
  readonly isDelayed?: boolean;
}

/** An allocation that is wanted, before anyone knows on which node. */
export interface PlacementRequest {
  readonly group: TaskGroup;
  /** The version that it shall run: nearly always the current one. */
  readonly version: JobVersion;
  /** Index in its name. */
  readonly index: number;
  readonly canary: boolean;
  /** The allocation that it replaces. */
  readonly previous: AllocationRow | undefined;
  /** Set when it replaces a failed one by the reschedule policy. */
  readonly reschedule: { readonly delayMs: number } | undefined;
  /** Whether the previous allocation stops in the same plan, if and only if this one finds a node. */
  readonly replaces: boolean;
  /** The only node on which it may run: a system job has one on each. */
  readonly nodeId?: string;
}

/** An allocation that a later evaluation is to look at. */
export interface Delayed {
  readonly alloc: AllocationRow;
  readonly atMs: number;
  readonly triggeredBy: 'alloc-failure' | 'alloc-reschedule' | 'max-disconnect-timeout';
}

/** What one group needs. */
export interface GroupChanges {
  readonly stops: Stop[];
  readonly inPlace: AllocationRow[];
  /** Each replaces an allocation that stops for it. */
  readonly destructive: PlacementRequest[];
  readonly places: PlacementRequest[];
  readonly delayed: Delayed[];
  /** From now on unknown. */
  readonly disconnecting: AllocationRow[];
  /** Back in touch, and to go on. */
  readonly reconnected: AllocationRow[];
  readonly updates: DesiredUpdates;
}

export function noChanges(): GroupChanges {
  return {
    stops: [],
    inPlace: [],
    destructive: [],
    places: [],
    delayed: [],
    disconnecting: [],
    reconnected: [],
    updates: {
      ignore: 0,
      place: 0,
      migrate: 0,
      stop: 0,
      inPlaceUpdate: 0,
      destructiveUpdate: 0,
      canary: 0,
      preemptions: 0,
      disconnect: 0,
      reconnect: 0,
      rescheduleNow: 0,
      rescheduleLater: 0,
    },
  };
}
