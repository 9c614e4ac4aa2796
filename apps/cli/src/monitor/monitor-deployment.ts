import { WireDeployment } from '@steppe/api-contract';
import { shortId } from '../layout/quantity.ts';
import { during } from '../step-error.ts';
import { deploymentBlock } from '../views/deployment.ts';
import type { Monitor } from './monitor.ts';
import { watch } from './watch.ts';

const ENDED = new Set(['successful', 'failed', 'cancelled', 'unblocking']);

/**
 * Shows a deployment, and again whenever it has changed, until it has ended.
 *
 * @returns the exit code: 0 when it was successful.
 */
export async function monitorDeployment(monitor: Monitor, deploymentId: string): Promise<number> {
  monitor.headline(`Monitoring deployment "${shortId(deploymentId, monitor)}"`);
  return during('Error fetching deployment', untilEnded(monitor, deploymentId));
}

async function untilEnded(monitor: Monitor, deploymentId: string): Promise<number> {
  const { client, signal, print, time } = monitor;
  const path = `/v1/deployment/${deploymentId}`;
  let shown = '';
  for await (const deployment of watch(client, path, WireDeployment, signal)) {
    const block = deploymentBlock(deployment, monitor);
    if (block !== shown) print(`    \n${time()}\n${block}`);
    shown = block;
    if (ENDED.has(deployment.Status)) return deployment.Status === 'successful' ? 0 : 1;
  }
  throw new Error('the watch of a deployment ended by itself');
}
