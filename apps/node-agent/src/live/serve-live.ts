import { constants } from 'node:os';
import type { RunnerDirs, Time } from '@steppe/alloc-runner';
import { SteppeError, token } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';
import type { AllocTable } from '../allocs/alloc-table.ts';
import { serveDisk } from './serve-disk.ts';
import { serveExec } from './exec/serve-exec.ts';
import { serveFs } from './fs/serve-fs.ts';
import { parseRequest } from './log-request.ts';
import { HostMeter } from './host-stats.ts';
import { streamLogs } from './stream-logs.ts';

const AllocRequest = z.object({
  allocId: z.string(),
  task: z.string().optional(),
  all: z.boolean().default(false),
  signal: z.string().default(''),
});

export interface LiveOptions {
  readonly live: LiveBus;
  readonly nodeId: string;
  readonly table: AllocTable;
  readonly dirs: RunnerDirs;
  readonly time: Time;
  readonly allowsExec: boolean;
}

/** Answers what people ask of this node while it runs: logs, files, statistics, restarts, commands. Nothing of it is in the log. */
export function serveLive({ live, nodeId, table, dirs, time, allowsExec }: LiveOptions): Served {
  const subject = (name: string): string => `agent.${token(nodeId)}.${name}`;
  const runnerOf = (payload: unknown) => {
    const request = parseRequest(AllocRequest, payload);
    const runner = table.get(request.allocId);
    if (runner !== undefined) return { ...request, runner };
    throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${request.allocId}"`);
  };
  const meter = new HostMeter(dirs.allocsDir, time);
  const served = [
    live.serveStream(subject('logs'), ({ payload, signal }) =>
      streamLogs({ payload, signal, table, dirs }),
    ),
    ...serveFs({ live, nodeId, table, dirs }),
    serveExec({ live, nodeId, table, isAllowed: allowsExec }),
    serveDisk({ live, nodeId, table, dirs }),
    live.serve(subject('stats'), () => meter.read()),
    live.serve(subject('alloc-stats'), ({ payload }) => {
      const { runner, task } = runnerOf(payload);
      return runner.live.stats(task);
    }),
    live.serve(subject('all-alloc-stats'), () => allStats(table)),
    live.serve(subject('alloc-checks'), async ({ payload }) => runnerOf(payload).runner.checks),
    live.serve(subject('alloc-gc'), async ({ payload }) => {
      await table.collect(runnerOf(payload).allocId);
      return {};
    }),
    live.serve(subject('gc'), async () => {
      for (const allocId of table.ended()) await table.collect(allocId);
      return {};
    }),
    live.serve(subject('alloc-restart'), async ({ payload }) => {
      const { runner, task, all } = runnerOf(payload);
      if (task !== undefined && all) {
        throw invalid('task name cannot be set when restarting all tasks');
      }
      runner.restart(task === undefined ? (all ? 'all' : 'running') : { task });
      return {};
    }),
    live.serve(subject('alloc-signal'), async ({ payload }) => {
      const { runner, task, signal } = runnerOf(payload);
      await runner.live.signal(task, signalNameOf(signal));
      return {};
    }),
  ];
  return {
    stop: async () => {
      await Promise.all(served.map((each) => each.stop()));
    },
  };
}

/** What the running tasks use, by allocation. */
async function allStats(table: AllocTable): Promise<Record<string, unknown>> {
  const running = table.all().filter(({ isDead }) => !isDead);
  const measured = running.map(async ({ placement, live }) => {
    return [placement.allocId, await live.stats(undefined)] as const;
  });
  return Object.fromEntries(await Promise.all(measured));
}

/** What `alloc signal` sends when no signal is named, and Nomad's agents too. */
const SIGNAL_DEFAULT = 'SIGINT';

/** Checked before the task is told of it: an unknown one leaves no trace. */
function signalNameOf(text: string): string {
  const upper = text.toUpperCase();
  const name = upper === '' || upper.startsWith('SIG') ? upper : `SIG${upper}`;
  if (name === '') return SIGNAL_DEFAULT;
  if (Object.hasOwn(constants.signals, name)) return name;
  throw invalid(`unknown signal ${JSON.stringify(text)}`);
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}
