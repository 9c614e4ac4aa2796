import { z } from 'zod';
import { isBuiltInPool, type NodePool, type NodePoolRow } from '@steppe/domain';
import { contentHash, sortedTexts } from '../wire/content-hash.ts';
import { goDuration } from '../wire/go-duration.ts';
import { DurationNsOrText, nanosOf } from '../wire/go-duration-ns.ts';
import { msOfNs, nsOfMs } from '../wire/time.ts';
import { Flag, Index, Text, TextMap } from '../wire/values.ts';

const SchedulerConfiguration = z.object({
  SchedulerAlgorithm: z.enum(['', 'binpack', 'spread']).nullish(),
  MemoryOversubscriptionEnabled: Flag,
});

/** A node pool as it is posted. */
export const NodePoolRequest = z
  .object({
    Name: Text,
    Description: Text,
    Meta: TextMap,
    SchedulerConfiguration: SchedulerConfiguration.nullish(),
    NodeIdentityTTL: DurationNsOrText,
  })
  .meta({ id: 'NodePoolRequest' });
export type NodePoolRequest = z.infer<typeof NodePoolRequest>;

export const WireNodePool = z
  .object({
    Name: z.string(),
    Description: z.string(),
    Meta: TextMap,
    SchedulerConfiguration: SchedulerConfiguration.nullable(),
    NodeIdentityTTL: z.number(),
    Hash: z.string().nullable(),
    CreateIndex: Index,
    ModifyIndex: Index,
  })
  .meta({ id: 'NodePool' });
export type WireNodePool = z.infer<typeof WireNodePool>;

const NAME = /^[a-zA-Z0-9-_]{1,128}$/;
const DESCRIPTION_MAX = 256;
const IDENTITY_TTL_MS = 86_400_000;

/** What is wrong with a node pool, in Nomad's words. */
export function nodePoolFaults(request: NodePoolRequest): string[] {
  const { Name, Description, NodeIdentityTTL } = request;
  const faults: string[] = [];
  const name = Name ?? '';
  if (!NAME.test(name)) {
    faults.push(`invalid name ${JSON.stringify(name)}, must match regex ${NAME.source}`);
  }
  if ((Description ?? '').length > DESCRIPTION_MAX) {
    faults.push(`description longer than ${DESCRIPTION_MAX}`);
  }
  if (NodeIdentityTTL && nanosOf(NodeIdentityTTL) < 0) {
    faults.push('node identity TTL must be longer than nothing');
  }
  return faults;
}

export function nodePoolFromWire(wire: NodePoolRequest): NodePool {
  const { Name, Description, Meta, SchedulerConfiguration: scheduling, NodeIdentityTTL } = wire;
  return {
    name: Name ?? '',
    description: Description ?? '',
    ...(Meta ? { meta: Meta } : {}),
    ...(scheduling
      ? {
          scheduling: {
            algorithm: scheduling.SchedulerAlgorithm || undefined,
            memoryOversubscription: scheduling.MemoryOversubscriptionEnabled ?? undefined,
          },
        }
      : {}),
    ...(NodeIdentityTTL ? { identityTtlMs: msOfNs(nanosOf(NodeIdentityTTL)) } : {}),
  };
}

export function nodePoolToWire({ pool, createSeq, modifySeq }: NodePoolRow): WireNodePool {
  const { name, description, meta, scheduling, identityTtlMs = IDENTITY_TTL_MS } = pool;
  const algorithm = scheduling?.algorithm ?? '';
  return {
    Name: name,
    Description: description,
    Meta: meta ?? null,
    SchedulerConfiguration: scheduling
      ? {
          SchedulerAlgorithm: algorithm,
          MemoryOversubscriptionEnabled: scheduling.memoryOversubscription ?? null,
        }
      : null,
    NodeIdentityTTL: nsOfMs(identityTtlMs),
    // What nobody posted has none.
    Hash: isBuiltInPool(name)
      ? null
      : contentHash([
          name,
          description,
          ...sortedTexts(meta),
          algorithm,
          goDuration(identityTtlMs),
        ]),
    CreateIndex: createSeq,
    ModifyIndex: modifySeq,
  };
}
