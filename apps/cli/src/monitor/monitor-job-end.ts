import { JobSummary, WireJob } from '@steppe/api-contract';
import { jobPath } from '../lookup.ts';
import { during } from '../step-error.ts';
import type { Monitor } from './monitor.ts';
import { watch } from './watch.ts';

/**
 * Waits until nothing of a job runs any more.
 *
 * @returns the exit code: 1 when an allocation of it has failed or was lost.
 */
export async function monitorJobEnd(monitor: Monitor, jobId: string): Promise<number> {
  await during('Error monitoring job', untilDead(monitor, jobId));
  const call = monitor.client.call('GET', jobPath(jobId, 'summary'), JobSummary);
  const { Summary } = (await during('Error querying job summary', call)).value;
  const groups = Object.values(Summary);
  const failed = groups.reduce((sum, { Failed, Lost }) => sum + Failed + Lost, 0);
  monitor.headline(`Job "${jobId}" has ended${failed === 0 ? '' : ` with ${failed} failed`}`);
  return failed === 0 ? 0 : 1;
}

async function untilDead({ client, signal }: Monitor, jobId: string): Promise<void> {
  for await (const { Status } of watch(client, jobPath(jobId), WireJob, signal)) {
    if (Status === 'dead') return;
  }
}
