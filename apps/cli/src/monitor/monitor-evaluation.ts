import { AllocationStub, WireEvaluation } from '@steppe/api-contract';
import { z } from 'zod';
import { shortId } from '../layout/quantity.ts';
import { during } from '../step-error.ts';
import { endOf, NOTHING_TOLD, newsOf } from './evaluation-progress.ts';
import { monitorDeployment } from './monitor-deployment.ts';
import type { Monitor } from './monitor.ts';
import { watch } from './watch.ts';

/** What `job run` ends with when not everything could be placed. */
const NOT_ALL_PLACED = 2;
const ENDED = new Set(['complete', 'failed', 'canceled']);

/**
 * Tells how an evaluation goes until it has ended, and then its deployment.
 *
 * @returns the exit code: that of the deployment, if there is one; 2 when something could not be placed.
 */
export async function monitorEvaluation(monitor: Monitor, evalId: string): Promise<number> {
  monitor.headline(`Monitoring evaluation "${shortId(evalId, monitor)}"`);
  const evaluation = await during('Error monitoring evaluation', untilEnded(monitor, evalId));
  const { headline, lines } = endOf(evaluation, monitor);
  monitor.headline(headline);
  for (const line of lines) monitor.say(line);
  if (evaluation.DeploymentID) return monitorDeployment(monitor, evaluation.DeploymentID);
  if (Object.keys(evaluation.FailedTGAllocs ?? {}).length > 0) return NOT_ALL_PLACED;
  return evaluation.Status === 'failed' ? 1 : 0;
}

async function untilEnded(monitor: Monitor, evalId: string): Promise<WireEvaluation> {
  const { client, signal } = monitor;
  const path = `/v1/evaluation/${evalId}`;
  let told = NOTHING_TOLD;
  for await (const evaluation of watch(client, path, WireEvaluation, signal)) {
    const hasEnded = ENDED.has(evaluation.Status);
    // Placements are in the log before the evaluation says of which deployment they are: it is told first.
    const allocations = hasEnded ? await placedBy(monitor, path) : [];
    const { lines, after } = newsOf(told, { evaluation, allocations }, monitor);
    for (const line of lines) monitor.say(line);
    told = after;
    if (hasEnded) return evaluation;
  }
  throw new Error('the watch of an evaluation ended by itself');
}

async function placedBy({ client, signal }: Monitor, path: string): Promise<AllocationStub[]> {
  const stubs = z.array(AllocationStub);
  return (await client.call('GET', `${path}/allocations`, stubs, { signal })).value;
}
