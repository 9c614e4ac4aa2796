import type { AllocationStatusReported } from '@steppe/domain';
import { markAfter, type ReportMark, type SyncPosition } from '@steppe/node-agent';
import type { AgentDisk } from './agent-disk.ts';

/** How far a node is in the log, kept on a simulated disk. */
export class DiskPosition implements SyncPosition {
  nodeSeq: number;
  clientSeq: number;
  readonly marks: Map<string, ReportMark>;
  readonly #disk: AgentDisk;
  readonly #write: (write: () => void) => Promise<void>;

  /** @param write does something to the disk, in its own time. */
  constructor(disk: AgentDisk, write: (write: () => void) => Promise<void>) {
    const { nodeSeq, clientSeq, marks } = disk.position;
    this.nodeSeq = nodeSeq;
    this.clientSeq = clientSeq;
    this.marks = new Map(marks);
    this.#disk = disk;
    this.#write = write;
  }

  noteReport(report: AllocationStatusReported, seq: number): void {
    this.marks.set(report.allocId, markAfter(this.marks.get(report.allocId), { report, seq }));
  }

  /** Simulated jobs offer no services. */
  noteService(): void {}

  async save(): Promise<void> {
    await this.#write(() => {
      const { nodeSeq, clientSeq, marks } = this;
      this.#disk.position = { nodeSeq, clientSeq, marks: new Map(marks) };
    });
  }
}
