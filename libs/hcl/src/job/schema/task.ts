import {
  withoutEffect,
  anyMap,
  apiOnly,
  block,
  blocks,
  bool,
  duration,
  optional,
  required,
  text,
  textMap,
  texts,
  type BlockSchema,
} from '../../decode/schema.ts';
import { consul, identity, secret, vault } from './identity.ts';
import { affinity, constraint } from './placement.ts';
import { restart, taskScaling } from './policies.ts';
import { resources } from './resources.ts';
import { service } from './service.ts';
import { artifact, csiPlugin, logs, volumeMount } from './storage.ts';
import { template } from './template.ts';

export const lifecycle: BlockSchema = {
  fields: [required(text('hook', 'Hook')), bool('sidecar', 'Sidecar')],
};

export const dispatchPayload: BlockSchema = {
  fields: [text('file', 'File')],
};

export const action: BlockSchema = {
  label: 'Name',
  fields: [required(text('command', 'Command')), texts('args', 'Args')],
};

export const scheduleCron: BlockSchema = {
  fields: [text('start', 'Start'), text('end', 'End'), text('timezone', 'Timezone')],
};

export const schedule: BlockSchema = {
  fields: [block('cron', 'Cron', scheduleCron)],
};

export const task: BlockSchema = {
  label: 'Name',
  fields: [
    text('driver', 'Driver'),
    text('user', 'User'),
    block('lifecycle', 'Lifecycle', lifecycle),
    anyMap('config', 'Config'),
    blocks('constraint', 'Constraints', constraint),
    blocks('affinity', 'Affinities', affinity),
    textMap('env', 'Env'),
    blocks('service', 'Services', service),
    block('resources', 'Resources', resources),
    block('restart', 'RestartPolicy', restart),
    textMap('meta', 'Meta'),
    optional(duration('kill_timeout', 'KillTimeout')),
    block('logs', 'LogConfig', logs),
    blocks('artifact', 'Artifacts', artifact),
    withoutEffect(block('vault', 'Vault', vault)),
    withoutEffect(block('consul', 'Consul', consul)),
    blocks('template', 'Templates', template),
    block('dispatch_payload', 'DispatchPayload', dispatchPayload),
    blocks('volume_mount', 'VolumeMounts', volumeMount),
    withoutEffect(block('csi_plugin', 'CSIPluginConfig', csiPlugin)),
    bool('leader', 'Leader'),
    duration('shutdown_delay', 'ShutdownDelay'),
    text('kill_signal', 'KillSignal'),
    text('kind', 'Kind'),
    withoutEffect(blocks('scaling', 'ScalingPolicies', taskScaling)),
    withoutEffect(blocks('secret', 'Secrets', secret)),
    apiOnly('Identity', null),
    blocks('identity', 'Identities', identity),
    blocks('action', 'Actions', action),
    withoutEffect(block('schedule', 'Schedule', schedule)),
  ],
};
