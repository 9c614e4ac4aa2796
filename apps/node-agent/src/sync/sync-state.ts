import { join } from 'node:path';
import { LatestWriter, readJsonFile, writeJsonFile } from '@steppe/alloc-runner';
import {
  type AllocationStatusReported,
  Seq,
  type ServiceDeregistered,
  type ServiceRegistered,
} from '@steppe/domain';
import { z } from 'zod';
import { markAfter, markAfterService, ReportMark } from './report-mark.ts';

const Stored = z.object({
  v: z.literal(1),
  nodeSeq: Seq,
  clientSeq: Seq,
  marks: z.record(z.string(), ReportMark),
});

/** What the parts of the agent use of it. */
export type SyncPosition = Pick<
  SyncState,
  'nodeSeq' | 'clientSeq' | 'marks' | 'noteReport' | 'noteService' | 'save'
>;

/** How far this node is in the log, kept on disk. It may lag behind: what it lacks is read from the log again. */
export class SyncState {
  /** Last seq on the node's own subject whose effects are on disk. */
  nodeSeq: number;
  /** Last seq that this node is known to have written. */
  clientSeq: number;
  readonly marks: Map<string, ReportMark>;
  readonly #writer: LatestWriter<SyncState>;

  private constructor(path: string, stored: Omit<z.infer<typeof Stored>, 'v'>) {
    this.nodeSeq = stored.nodeSeq;
    this.clientSeq = stored.clientSeq;
    this.marks = new Map(Object.entries(stored.marks));
    this.#writer = new LatestWriter((state) => {
      const { nodeSeq, clientSeq, marks } = state;
      return writeJsonFile(path, { v: 1, nodeSeq, clientSeq, marks: Object.fromEntries(marks) });
    });
  }

  static async load(stateDir: string): Promise<SyncState> {
    const path = join(stateDir, 'sync.json');
    const stored = await readJsonFile(path, Stored);
    return new SyncState(path, stored ?? { nodeSeq: 0, clientSeq: 0, marks: {} });
  }

  noteReport(report: AllocationStatusReported, seq: Seq): void {
    this.marks.set(report.allocId, markAfter(this.marks.get(report.allocId), { report, seq }));
  }

  noteService(event: ServiceRegistered | ServiceDeregistered): void {
    const allocId =
      event.type === 'ServiceRegistered' ? event.instance.allocId : this.#allocOfService(event.id);
    const mark = allocId === undefined ? undefined : this.marks.get(allocId);
    if (allocId !== undefined && mark) this.marks.set(allocId, markAfterService(mark, event));
  }

  #allocOfService(id: string): string | undefined {
    for (const [allocId, { services }] of this.marks) {
      if (services !== undefined && Object.hasOwn(services, id)) return allocId;
    }
    return undefined;
  }

  save(): Promise<void> {
    return this.#writer.save(this);
  }
}
