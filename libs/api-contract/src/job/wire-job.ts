import { z } from 'zod';
import { Flag, Opaque, Text, TextList, TextMap, Whole } from '../wire/values.ts';
import { WireAffinity, WireConstraint, WireSpread } from './wire-placement.ts';
import { WireMigrateStrategy, WireReschedulePolicy, WireUpdateStrategy } from './wire-policies.ts';
import { WireTaskGroup } from './wire-task-group.ts';

/**
 * A job as clients post it and as it is given back, with Nomad's field names. Every field may be missing or
 * null; those that Steppe does not know are kept.
 */
export const WireJob = z
  .looseObject({
    ID: Text,
    Name: Text,
    Namespace: Text,
    Region: Text,
    ParentID: Text,
    Type: Text,
    Priority: Whole,
    AllAtOnce: Flag,
    Datacenters: TextList,
    NodePool: Text,
    Constraints: z.array(WireConstraint).nullish(),
    Affinities: z.array(WireAffinity).nullish(),
    Spreads: z.array(WireSpread).nullish(),
    TaskGroups: z.array(WireTaskGroup).nullish(),
    Update: WireUpdateStrategy.nullish(),
    Reschedule: WireReschedulePolicy.nullish(),
    Migrate: WireMigrateStrategy.nullish(),
    Periodic: Opaque,
    ParameterizedJob: Opaque,
    Multiregion: Opaque,
    Meta: TextMap,
    Payload: z.unknown().optional(),
    Dispatched: Flag,
    DispatchIdempotencyToken: Text,
    ConsulNamespace: Text,
    VaultNamespace: Text,
    NomadTokenID: Text,
    UI: Opaque,
    VersionTag: Opaque,
    Stop: Flag,
    Status: Text,
    StatusDescription: Text,
    Stable: Flag,
    Version: z.number().nullish(),
    SubmitTime: z.number().nullish(),
    CreateIndex: z.number().nullish(),
    ModifyIndex: z.number().nullish(),
    JobModifyIndex: z.number().nullish(),
  })
  .meta({ id: 'Job' });
export type WireJob = z.infer<typeof WireJob>;
