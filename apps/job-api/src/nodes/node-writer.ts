import { Inject, Injectable } from '@nestjs/common';
import {
  allocsOfNode,
  type DomainEvent,
  isClientTerminal,
  type Job,
  jobKey,
  type JobKey,
  NodeEligibility,
  type NodeRow,
  type Seq,
  type State,
  SteppeError,
  launchesOthers,
  subjects,
} from '@steppe/domain';
import { CLOCK, type Clock, type Logger, LOGGER } from '@steppe/nest-kit';
import { NEW_ID } from '../tokens.ts';
import { evaluationCreated } from '../writes/evaluation-created.ts';
import { LogWriter } from '../writes/log-writer.ts';

/** How a node is to be emptied. */
export interface WantedDrain {
  /** Until what is left is stopped by force; 0: never, negative: at once. */
  readonly deadlineMs: number;
  readonly ignoreSystemJobs: boolean;
}

export interface DrainRequest {
  /** Undefined: it ends. */
  readonly drain: WantedDrain | undefined;
  /** Whether a node whose drain ends takes placements again. */
  readonly markEligible: boolean;
  /** What is noted of it. */
  readonly meta: Record<string, string>;
}

/** Appends what is wanted of nodes to the log. What follows for their jobs is the broker's business. */
@Injectable()
export class NodeWriter {
  readonly #log: LogWriter;
  readonly #now: Clock;
  readonly #newId: () => string;
  readonly #logger: Logger;

  constructor(
    @Inject(LogWriter) log: LogWriter,
    @Inject(CLOCK) now: Clock,
    @Inject(NEW_ID) newId: () => string,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#log = log;
    this.#now = now;
    this.#newId = newId;
    this.#logger = logger;
  }

  /**
   * Starts or changes a drain, or ends it.
   *
   * @throws SteppeError `NODE_NOT_FOUND`.
   */
  async drain(nodeId: string, { drain, markEligible, meta }: DrainRequest): Promise<Seq> {
    const seq = await this.#write(nodeId, (row) => {
      const eligibility = drain ? 'ineligible' : markEligible ? 'eligible' : row.eligibility;
      if (!drain && !row.drain && eligibility === row.eligibility) return [];
      const spec = drain ? this.#specOf(drain, row) : null;
      const noted = Object.keys(meta).length === 0 ? {} : { meta };
      const ended = drain ? {} : { cancelled: true };
      const changed = { nodeId, drain: spec, eligibility, ...noted, ...ended };
      return [{ type: 'NodeDrainChanged', v: 1, ...changed }];
    });
    this.#logger.info({ nodeId, drain, seq }, 'drain of a node changed');
    return seq;
  }

  /** @throws SteppeError `REQUEST_INVALID` in Nomad's words, `NODE_NOT_FOUND`. */
  async setEligibility(nodeId: string, wanted: string): Promise<Seq> {
    const parsed = NodeEligibility.safeParse(wanted);
    if (!parsed.success) {
      const text = `invalid scheduling eligibility ${JSON.stringify(wanted)}`;
      throw new SteppeError('REQUEST_INVALID', text);
    }
    const eligibility = parsed.data;
    return this.#write(nodeId, (row) => {
      if (row.eligibility === eligibility) return [];
      if (row.drain) {
        throw new SteppeError(
          'REQUEST_INVALID',
          "can not set node's scheduling eligibility to eligible while it is draining",
        );
      }
      return [{ type: 'NodeEligibilityChanged', v: 1, nodeId, eligibility }];
    });
  }

  /** Forgets a node: what runs there is lost. @throws SteppeError `NODE_NOT_FOUND`. */
  async purge(nodeId: string): Promise<Seq> {
    const seq = await this.#write(nodeId, () => [{ type: 'NodeDeregistered', v: 1, nodeId }]);
    this.#logger.info({ nodeId, seq }, 'node purged');
    return seq;
  }

  /** Has the jobs that a node concerns evaluated again. @throws SteppeError `NODE_NOT_FOUND`. */
  async evaluate(nodeId: string): Promise<{ evalIds: string[]; seq: Seq }> {
    const node = nodeOf(this.#log.state, nodeId);
    const created = jobsOf(this.#log.state, node).map((job) =>
      evaluationCreated(job, { id: this.#newId(), triggeredBy: 'node-update', nodeId }),
    );
    const seqs = await Promise.all(
      created.map((event) => {
        const { namespace, jobId } = event.evaluation;
        return this.#log.append(subjects.evaluation(namespace, jobId), event);
      }),
    );
    const evalIds = created.map(({ evaluation }) => evaluation.id);
    return { evalIds, seq: Math.max(this.#log.state.seq, ...seqs) };
  }

  #specOf({ deadlineMs, ignoreSystemJobs }: WantedDrain, { drain: before }: NodeRow) {
    const nowMs = this.#now();
    const forceDeadlineMs = deadlineMs === 0 ? 0 : nowMs + Math.max(0, Math.ceil(deadlineMs));
    return { startedAtMs: before?.startedAtMs ?? nowMs, forceDeadlineMs, ignoreSystemJobs };
  }

  #write(nodeId: string, decide: (row: NodeRow) => readonly DomainEvent[]): Promise<Seq> {
    return this.#log.write({
      subject: subjects.node(nodeId),
      lastSeq: ({ nodes }) => nodes.get(nodeId)?.commandSeq ?? 0,
      decide: (state) => decide(nodeOf(state, nodeId)),
    });
  }
}

function nodeOf({ nodes }: State, nodeId: string): NodeRow {
  const row = nodes.get(nodeId);
  if (!row) throw new SteppeError('NODE_NOT_FOUND', 'node not found');
  return row;
}

/** The jobs that run on a node, and those that want to run on every one. */
function jobsOf(state: State, { node }: NodeRow): Job[] {
  const jobs = new Map<JobKey, Job>();
  for (const alloc of allocsOfNode(state, node.id)) {
    const { job } = alloc.jobVersion;
    if (!isClientTerminal(alloc)) jobs.set(jobKey(job.namespace, job.id), job);
  }
  for (const [key, { current, stopped }] of state.jobs) {
    const { job } = current;
    const isSystem = job.type === 'system' || job.type === 'sysbatch';
    const isInPool = job.nodePool === 'all' || job.nodePool === node.nodePool;
    const isLaunched = !launchesOthers(job);
    if (isSystem && isInPool && isLaunched && !stopped) jobs.set(key, job);
  }
  return [...jobs.values()];
}
