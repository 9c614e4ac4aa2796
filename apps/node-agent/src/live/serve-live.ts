import type { RunnerDirs, Time } from '@steppe/alloc-runner';
import { SteppeError, token } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';
import type { AllocTable } from '../allocs/alloc-table.ts';
import { serveFs } from './fs/serve-fs.ts';
import { parseRequest } from './log-request.ts';
import { readHostStats } from './host-stats.ts';
import { streamLogs } from './stream-logs.ts';

const AllocRequest = z.object({ allocId: z.string(), task: z.string().optional() });

export interface LiveOptions {
  readonly live: LiveBus;
  readonly nodeId: string;
  readonly table: AllocTable;
  readonly dirs: RunnerDirs;
  readonly time: Time;
}

/** Answers what people ask of this node while it runs: logs, files, statistics, restarts. Nothing of it is in the log. */
export function serveLive({ live, nodeId, table, dirs, time }: LiveOptions): Served {
  const subject = (name: string): string => `agent.${token(nodeId)}.${name}`;
  const runnerOf = (payload: unknown) => {
    const request = parseRequest(AllocRequest, payload);
    const runner = table.get(request.allocId);
    if (runner !== undefined) return { ...request, runner };
    throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${request.allocId}"`);
  };
  const served = [
    live.serveStream(subject('logs'), ({ payload, signal }) =>
      streamLogs({ payload, signal, table, dirs }),
    ),
    ...serveFs({ live, nodeId, table, dirs }),
    live.serve(subject('stats'), () => readHostStats(dirs.allocsDir, time.nowMs())),
    live.serve(subject('alloc-stats'), ({ payload }) => {
      const { runner, task } = runnerOf(payload);
      return runner.stats(task);
    }),
    live.serve(subject('alloc-restart'), async ({ payload }) => {
      const { runner, task } = runnerOf(payload);
      runner.restart(task);
      return {};
    }),
  ];
  return {
    stop: async () => {
      await Promise.all(served.map((each) => each.stop()));
    },
  };
}
