import type { RunnableJob, StoredAlloc } from '@steppe/alloc-runner';
import type { ReportMark } from '@steppe/node-agent';

export interface StoredPosition {
  readonly nodeSeq: number;
  readonly clientSeq: number;
  readonly marks: ReadonlyMap<string, ReportMark>;
}

/** What an agent has on disk, for its next life. */
export class AgentDisk {
  readonly allocs = new Map<string, StoredAlloc>();
  readonly jobs = new Map<number, RunnableJob>();
  position: StoredPosition = { nodeSeq: 0, clientSeq: 0, marks: new Map() };
}
