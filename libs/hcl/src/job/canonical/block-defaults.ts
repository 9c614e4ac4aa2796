import type { BlockSchema } from '../../decode/schema.ts';
import { gatewayProxy, ingressListener } from '../schema/connect-gateway.ts';
import { sidecarTask } from '../schema/connect-sidecar.ts';
import { consul, vault } from '../schema/identity.ts';
import { job, multiregionRegion, multiregionStrategy, periodic } from '../schema/job.ts';
import { affinity, spread } from '../schema/placement.ts';
import { disconnect } from '../schema/policies.ts';
import { device, numa, resources } from '../schema/resources.ts';
import { weights } from '../schema/service.ts';
import { artifact, csiPlugin, ephemeralDisk, logs, volumeMount } from '../schema/storage.ts';
import { task } from '../schema/task.ts';
import { template } from '../schema/template.ts';
import { type Fields, SECOND_NS } from './policy-defaults.ts';

/** What takes the place of null and of the empty text, by block. */
export const BLOCK_DEFAULTS: ReadonlyMap<BlockSchema, Fields> = new Map<BlockSchema, Fields>([
  [
    job,
    {
      Region: 'global',
      Namespace: 'default',
      Type: 'service',
      Priority: 50,
      AllAtOnce: false,
      NodePool: '',
      Stop: false,
      ParentID: '',
      ConsulNamespace: '',
      VaultNamespace: '',
      NomadTokenID: '',
      Status: '',
      StatusDescription: '',
      Stable: false,
      Version: 0,
      CreateIndex: 0,
      ModifyIndex: 0,
      JobModifyIndex: 0,
    },
  ],
  [
    periodic,
    {
      Enabled: true,
      Spec: '',
      Specs: [],
      SpecType: 'cron',
      ProhibitOverlap: false,
      TimeZone: 'UTC',
    },
  ],
  [multiregionStrategy, { MaxParallel: 0, OnFailure: '' }],
  [multiregionRegion, { Count: 1, Datacenters: [] }],
  [affinity, { Weight: 50 }],
  [spread, { Weight: 50 }],
  [disconnect, { Replace: true, Reconcile: 'best_score' }],
  [ephemeralDisk, { Sticky: false, Migrate: false, SizeMB: 300 }],
  [consul, { Cluster: 'default' }],
  [task, { KillTimeout: 5 * SECOND_NS }],
  [logs, { MaxFiles: 10, MaxFileSizeMB: 10, Disabled: false }],
  [resources, { Cores: 0, MemoryMB: 300 }],
  [device, { Count: 1 }],
  [numa, { Affinity: 'none' }],
  [artifact, { GetterSource: '', GetterMode: 'any', GetterInsecure: false }],
  [
    template,
    {
      SourcePath: '',
      DestPath: '',
      EmbeddedTmpl: '',
      ChangeMode: 'restart',
      ChangeSignal: '',
      Once: false,
      Splay: 5 * SECOND_NS,
      Perms: '0644',
      LeftDelim: '{{',
      RightDelim: '}}',
      Envvars: false,
      VaultGrace: 0,
      ErrMissingKey: false,
    },
  ],
  [
    vault,
    {
      Namespace: '',
      Cluster: 'default',
      Env: true,
      DisableFile: false,
      ChangeMode: 'restart',
      ChangeSignal: 'SIGHUP',
      AllowTokenExpiration: false,
    },
  ],
  [volumeMount, { ReadOnly: false, PropagationMode: 'private', SELinuxLabel: '' }],
  [csiPlugin, { MountDir: '/csi', StagePublishBaseDir: '/local/csi' }],
  [sidecarTask, { KillTimeout: 5 * SECOND_NS, ShutdownDelay: 0 }],
  [gatewayProxy, { ConnectTimeout: 5 * SECOND_NS }],
  [ingressListener, { Protocol: 'tcp' }],
]);

/** The same for fields of which zero means "not set" too. */
export const ZERO_DEFAULTS: ReadonlyMap<BlockSchema, Fields> = new Map<BlockSchema, Fields>([
  [weights, { Passing: 1, Warning: 1 }],
  [csiPlugin, { HealthTimeout: 30 * SECOND_NS }],
]);
