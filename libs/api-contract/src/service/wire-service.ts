import type { ServiceRow } from '@steppe/domain';
import { z } from 'zod';
import { Index } from '../wire/values.ts';

/** An instance of a service, as `/v1/service/:name` lists it. */
export const WireServiceInstance = z
  .object({
    ID: z.string(),
    ServiceName: z.string(),
    Namespace: z.string(),
    NodeID: z.string(),
    Datacenter: z.string(),
    JobID: z.string(),
    AllocID: z.string(),
    Tags: z.array(z.string()),
    Address: z.string(),
    Port: z.int(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'ServiceRegistration' });
export type WireServiceInstance = z.infer<typeof WireServiceInstance>;

/** The services of a namespace, as `/v1/services` lists them. */
export const WireServiceList = z
  .object({
    Namespace: z.string(),
    Services: z.array(z.object({ ServiceName: z.string(), Tags: z.array(z.string()) })),
  })
  .meta({ id: 'ServiceRegistrationListStub' });
export type WireServiceList = z.infer<typeof WireServiceList>;

export function serviceInstanceToWire({
  instance,
  createSeq,
  modifySeq,
}: ServiceRow): WireServiceInstance {
  return {
    ID: instance.id,
    ServiceName: instance.name,
    Namespace: instance.namespace,
    NodeID: instance.nodeId,
    Datacenter: instance.datacenter,
    JobID: instance.jobId,
    AllocID: instance.allocId,
    Tags: [...instance.tags],
    Address: instance.address,
    Port: instance.port,
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
  };
}

/** Services by namespace, each with all tags that its instances have. */
export function serviceLists(rows: readonly ServiceRow[]): WireServiceList[] {
  const namespaces = Map.groupBy(rows, ({ instance }) => instance.namespace);
  return sortedEntries(namespaces).map(([Namespace, inNamespace]) => ({
    Namespace,
    Services: sortedEntries(Map.groupBy(inNamespace, ({ instance }) => instance.name)).map(
      ([ServiceName, instances]) => ({ ServiceName, Tags: tagsOf(instances) }),
    ),
  }));
}

function tagsOf(rows: readonly ServiceRow[]): string[] {
  return [...new Set(rows.flatMap(({ instance }) => instance.tags))].toSorted();
}

function sortedEntries<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
