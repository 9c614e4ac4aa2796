import {
  acceptsPlacements,
  allocsOfNode,
  isClientTerminal,
  type Job,
  jobKey,
  type JobKey,
  launchesOthers,
  type NodeRow,
  type Seq,
  type State,
} from '@steppe/domain';
import type { EvaluationDemands } from './evaluation-demands.ts';

type IsDue = (key: JobKey) => boolean;
const always: IsDue = () => true;

/** Asks for evaluations when a change of a node calls for some. */
export class NodeDemands {
  readonly #state: State;
  readonly #demands: EvaluationDemands;
  /** Live jobs that want to run on every node. */
  readonly #systemJobs = new Map<JobKey, Job>();
  readonly #classOfNode = new Map<string, string>();

  constructor(state: State, demands: EvaluationDemands) {
    this.#state = state;
    this.#demands = demands;
    for (const key of state.jobs.keys()) this.jobChanged(key);
    for (const { node, computedClass } of state.nodes.values()) {
      this.#classOfNode.set(node.id, computedClass);
    }
  }

  jobChanged(key: JobKey): void {
    const row = this.#state.jobs.get(key);
    const job = row?.current.job;
    const isSystem = job?.type === 'system' || job?.type === 'sysbatch';
    const isLive = job && !row?.stopped && !launchesOthers(job);
    if (isSystem && isLive) this.#systemJobs.set(key, job);
    else this.#systemJobs.delete(key);
  }

  /** A node is new, or says something of itself that constraints may read. */
  registered(row: NodeRow, causeSeq: Seq): void {
    if (this.#classOfNode.get(row.node.id) === row.computedClass) return;
    this.#classOfNode.set(row.node.id, row.computedClass);
    this.#needForSystemJobs(row, causeSeq);
  }

  /** A node takes placements again. */
  opened(row: NodeRow, causeSeq: Seq): void {
    this.#needForSystemJobs(row, causeSeq);
  }

  /** A node went down or came back: what runs there is to be moved, or looked at again. */
  statusChanged(row: NodeRow, causeSeq: Seq): void {
    this.#needForJobsOn(row.node.id, causeSeq);
    this.#needForSystemJobs(row, causeSeq);
  }

  /**
   * What is due after a take-over, for jobs that no evaluation has looked at since the node's last change: that
   * change may be of another kind, which costs no more than a look in vain.
   */
  takenOver(row: NodeRow, isOpen: (key: JobKey, seq: Seq) => boolean): void {
    const isDue = (key: JobKey) => isOpen(key, row.modifySeq);
    if (row.status === 'down' || row.status === 'disconnected') {
      this.#needForJobsOn(row.node.id, row.modifySeq, isDue);
    }
    this.#needForSystemJobs(row, row.modifySeq, isDue);
  }

  gone(nodeId: string, causeSeq: Seq): void {
    this.#classOfNode.delete(nodeId);
    this.#needForJobsOn(nodeId, causeSeq);
  }

  /** The same for a node that is gone: its last command is at least as late as the one that took it away. */
  takenOverGone(nodeId: string, lastSeq: Seq, isOpen: (key: JobKey, seq: Seq) => boolean): void {
    this.#needForJobsOn(nodeId, lastSeq, (key) => isOpen(key, lastSeq));
  }

  #needForJobsOn(nodeId: string, causeSeq: Seq, isDue: IsDue = always): void {
    const jobs = new Map<JobKey, Job>();
    for (const alloc of allocsOfNode(this.#state, nodeId)) {
      const { job } = alloc.jobVersion;
      if (!isClientTerminal(alloc)) jobs.set(jobKey(job.namespace, job.id), job);
    }
    for (const [key, job] of jobs) {
      if (!isDue(key)) continue;
      this.#demands.need({ job, triggeredBy: 'node-update', causeSeq, nodeId });
    }
  }

  #needForSystemJobs(row: NodeRow, causeSeq: Seq, isDue: IsDue = always): void {
    if (!acceptsPlacements(row)) return;
    const { id: nodeId, nodePool } = row.node;
    for (const [key, job] of this.#systemJobs) {
      const isInPool = job.nodePool === 'all' || job.nodePool === nodePool;
      if (!isInPool || !isDue(key)) continue;
      this.#demands.need({ job, triggeredBy: 'node-update', causeSeq, nodeId });
    }
  }
}
