import {
  allocDirOf,
  diskPartsOf,
  groupOfPlacement,
  packDisk,
  type RunnerDirs,
} from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import { diskSubject } from '@steppe/nest-kit';
import { z } from 'zod';
import type { AllocTable } from '../allocs/alloc-table.ts';
import { parseRequest } from './log-request.ts';

const DiskRequest = z.object({ allocId: z.string() });

/** Hands an allocation's data out, for the node of its replacement, once nothing of it runs any more. */
export function serveDisk({
  live,
  nodeId,
  table,
  dirs,
}: {
  readonly live: LiveBus;
  readonly nodeId: string;
  readonly table: AllocTable;
  readonly dirs: RunnerDirs;
}): Served {
  return live.serveStream(diskSubject(nodeId), async function* disk({ payload, signal }) {
    const { allocId } = parseRequest(DiskRequest, payload);
    const runner = table.get(allocId);
    if (runner === undefined) {
      throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${allocId}"`);
    }
    await runner.ended();
    if (signal.aborted) return;
    const { tasks } = groupOfPlacement(runner.runnable, runner.placement);
    const parts = diskPartsOf(tasks.map(({ name }) => name));
    yield* packDisk(allocDirOf(dirs, allocId), parts);
  });
}
