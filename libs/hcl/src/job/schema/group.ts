import {
  withoutEffect,
  block,
  blocks,
  bool,
  duration,
  integer,
  labelledBlocks,
  optional,
  textMap,
  type BlockSchema,
} from '../../decode/schema.ts';
import { consul } from './identity.ts';
import { network } from './network.ts';
import { affinity, constraint, spread } from './placement.ts';
import { disconnect, migrate, reschedule, restart, groupScaling, update } from './policies.ts';
import { service } from './service.ts';
import { ephemeralDisk, volume } from './storage.ts';
import { task } from './task.ts';

export const group: BlockSchema = {
  inherited: [{ name: 'vault' }, { name: 'secret', label: 'name' }],
  label: 'Name',
  fields: [
    optional(integer('count', 'Count')),
    blocks('constraint', 'Constraints', constraint),
    blocks('affinity', 'Affinities', affinity),
    blocks('task', 'Tasks', task),
    blocks('spread', 'Spreads', spread),
    labelledBlocks('volume', 'Volumes', volume),
    block('restart', 'RestartPolicy', restart),
    block('disconnect', 'Disconnect', disconnect),
    block('reschedule', 'ReschedulePolicy', reschedule),
    block('ephemeral_disk', 'EphemeralDisk', ephemeralDisk),
    block('update', 'Update', update),
    block('migrate', 'Migrate', migrate),
    blocks('network', 'Networks', network),
    textMap('meta', 'Meta'),
    blocks('service', 'Services', service),
    optional(duration('shutdown_delay', 'ShutdownDelay')),
    optional(duration('max_run_duration', 'MaxRunDuration')),
    optional(duration('stop_after_client_disconnect', 'StopAfterClientDisconnect')),
    optional(duration('max_client_disconnect', 'MaxClientDisconnect')),
    block('scaling', 'Scaling', groupScaling),
    withoutEffect(block('consul', 'Consul', consul)),
    optional(bool('prevent_reschedule_on_lost', 'PreventRescheduleOnLost')),
  ],
};
