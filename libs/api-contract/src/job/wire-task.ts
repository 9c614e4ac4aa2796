import { z } from 'zod';
import { DurationNs, Flag, Opaque, OpaqueList, Text, TextMap, Whole } from '../wire/values.ts';
import { WireAffinity, WireConstraint } from './wire-placement.ts';
import { WireRestartPolicy } from './wire-policies.ts';
import { WireResources } from './wire-resources.ts';

export const WireTask = z
  .looseObject({
    Name: Text,
    Driver: Text,
    User: Text,
    Leader: Flag,
    Lifecycle: z.looseObject({ Hook: Text, Sidecar: Flag }).nullish(),
    Config: z.record(z.string(), z.unknown()).nullish(),
    Env: TextMap,
    Meta: TextMap,
    Constraints: z.array(WireConstraint).nullish(),
    Affinities: z.array(WireAffinity).nullish(),
    Resources: WireResources.nullish(),
    RestartPolicy: WireRestartPolicy.nullish(),
    KillTimeout: DurationNs,
    KillSignal: Text,
    ShutdownDelay: DurationNs,
    LogConfig: z
      .looseObject({ MaxFiles: Whole, MaxFileSizeMB: Whole, Disabled: Flag, Enabled: Flag })
      .nullish(),
    Kind: Text,
    Services: OpaqueList,
    Templates: OpaqueList,
    Artifacts: OpaqueList,
    VolumeMounts: OpaqueList,
    Identities: OpaqueList,
    Actions: OpaqueList,
    Secrets: OpaqueList,
    ScalingPolicies: OpaqueList,
    Vault: Opaque,
    Consul: Opaque,
    DispatchPayload: Opaque,
    CSIPluginConfig: Opaque,
    Identity: Opaque,
    Schedule: Opaque,
  })
  .meta({ id: 'Task' });
export type WireTask = z.infer<typeof WireTask>;
