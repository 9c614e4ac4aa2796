import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { during } from './step-error.ts';
import { CsiVolumeStub, HostVolumeStub } from './wire/volume.ts';

export type VolumeQuery = Readonly<Record<string, string | undefined>>;

export async function listHostVolumes(
  client: HttpClient,
  query: VolumeQuery,
): Promise<HostVolumeStub[]> {
  const asked = { ...query, type: 'host' };
  const call = client.call('GET', '/v1/volumes', z.array(HostVolumeStub), { query: asked });
  return (await during('Error querying dynamic host volumes', call)).value;
}

export async function listCsiVolumes(
  client: HttpClient,
  query: VolumeQuery,
): Promise<CsiVolumeStub[]> {
  const asked = { ...query, type: 'csi' };
  const call = client.call('GET', '/v1/volumes', z.array(CsiVolumeStub), { query: asked });
  return (await during('Error querying CSI volumes', call)).value;
}

/** The one volume that an ID, or the beginning of one, means. @throws Failure when there is none, or several. */
export function onlyVolume<T extends { readonly ID: string }>(
  volumes: readonly T[],
  { prefix, step }: { prefix: string; step: string },
): T {
  const exact = volumes.find(({ ID }) => ID === prefix);
  const [only, ...more] = volumes;
  if (exact) return exact;
  if (!only) throw new Failure(`${step}: no volumes with prefix or ID "${prefix}" found`);
  if (more.length > 0) {
    const ids = volumes.map(({ ID }) => `  ${ID}`).join('\n');
    throw new Failure(`${step}: prefix matched multiple volumes\n\n${ids}`);
  }
  return only;
}

/** Secrets of CSI go in a header, so that no log of addresses has them. */
export async function sendWithSecrets(
  client: HttpClient,
  path: string,
  {
    method,
    query,
    secrets,
    step,
  }: {
    method: 'GET' | 'DELETE';
    query: VolumeQuery;
    secrets: readonly string[];
    step: string;
  },
): Promise<unknown> {
  const headers: Record<string, string> =
    secrets.length === 0 ? {} : { 'X-Nomad-CSI-Secrets': secrets.join(',') };
  const response = await during(step, client.send(path, { method, query, headers }));
  const text = await response.text();
  if (!response.ok) {
    throw new Failure(`${step}: Unexpected response code: ${response.status} (${text.trim()})`);
  }
  return text === '' ? null : JSON.parse(text);
}
