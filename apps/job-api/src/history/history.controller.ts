import { Controller, Get, Inject } from '@nestjs/common';
import { nsOfMs, type WireHistoryEvent } from '@steppe/api-contract';
import { type Seq, type State, SteppeError } from '@steppe/domain';
import { type EventStore } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';
import { Answer } from '../http/answer.ts';
import { Options, type QueryString, type ReadOptions } from '../http/read-options.ts';
import { Reads } from '../reads/reads.service.ts';
import { describeEvent } from './describe-event.ts';
import {
  type History,
  historyOfAlloc,
  historyOfJob,
  historyOfNode,
  type HistoryRow,
} from './history.ts';

/** How far back the log is searched. */
const SEARCHED_MAX = 200_000;
/** The newest are what is asked for. */
const ROWS_MAX = 1_000;

/** Steppe's own: what the log says of one thing, and by whom. */
@Controller('v1/operator/steppe/history')
export class HistoryController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Get()
  async history(@Options() options: ReadOptions): Promise<Answer> {
    const state = this.reads.stateFor(options);
    const { history, sinceSeq } = asked(state, options);
    const fromSeq = Math.max(sinceSeq, state.seq - SEARCHED_MAX);
    for await (const entry of this.store.log.read({ fromSeq, toSeq: state.seq })) {
      history.observe(entry);
    }
    const rows = history.rows().slice(-ROWS_MAX);
    return Answer.ofRead(
      rows.map((row) => rowToWire(row, state)),
      state.seq,
    );
  }
}

/** @throws SteppeError when nothing, or nothing that there is, is asked for. */
function asked(
  state: State,
  { query, namespace }: { query: QueryString; namespace: string },
): { history: History; sinceSeq: Seq } {
  const allocId = query.text('alloc');
  if (allocId !== undefined) {
    const row = state.allocs.get(allocId);
    if (!row) throw new SteppeError('ALLOCATION_NOT_FOUND', 'alloc not found');
    const { job, seq } = row.jobVersion;
    const name = { namespace: job.namespace, jobId: job.id };
    return { history: historyOfAlloc(allocId, name), sinceSeq: seq };
  }
  const nodeId = query.text('node');
  if (nodeId !== undefined) return { history: historyOfNode(nodeId), sinceSeq: 1 };
  const jobId = query.text('job');
  if (jobId !== undefined) {
    return { history: historyOfJob({ namespace, jobId }), sinceSeq: 1 };
  }
  throw new SteppeError('REQUEST_INVALID', 'give whose history: ?alloc=, ?job= or ?node=');
}

function rowToWire({ seq, atMs, actor, cause, event }: HistoryRow, state: State): WireHistoryEvent {
  return {
    Index: seq,
    Time: nsOfMs(atMs),
    Actor: actor,
    Cause: cause ?? 0,
    Type: event.type,
    Text: describeEvent(event, state),
    Event: event,
  };
}
