import { shortId } from '../layout/quantity.ts';
import { during } from '../step-error.ts';
import { HostVolume } from '../wire/volume.ts';
import type { Monitor } from './monitor.ts';
import { watch } from './watch.ts';

/** Waits until a volume of a host is there, or is not going to be. @returns the exit code. */
export async function monitorVolume(monitor: Monitor, volumeId: string): Promise<number> {
  monitor.headline(`Monitoring volume "${shortId(volumeId, monitor)}"...`);
  return during('Error monitoring volume', untilSettled(monitor, volumeId));
}

async function untilSettled(monitor: Monitor, volumeId: string): Promise<number> {
  const { client, signal } = monitor;
  const path = `/v1/volume/host/${encodeURIComponent(volumeId)}`;
  for await (const { Name, State } of watch(client, path, HostVolume, signal)) {
    if (State === 'pending') continue;
    monitor.headline(`Volume "${Name}" ${State}`);
    return State === 'ready' ? 0 : 1;
  }
  throw new Error('the watch of a volume ended by itself');
}
