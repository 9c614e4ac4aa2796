import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, optionalArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { isConfirmed } from '../../confirm.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { during } from '../../step-error.ts';
import { claimTable } from '../../views/volume.ts';
import { VolumeClaim } from '../../wire/volume.ts';

export const volumeClaimList: Command = {
  usage: 'steppe volume claim list [options] [<claim_id>]',
  example: 'steppe volume claim list -job hello',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    group: { type: 'string', help: 'Claims of this group.' },
    job: { type: 'string', help: 'Claims of this job.' },
    verbose: { type: 'boolean', help: 'Show whole IDs.' },
    'volume-name': { type: 'string', help: 'Claims of volumes of this name.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const message = 'This command takes up to one argument: <claim_id>';
    const query = {
      prefix: optionalArgument(parsed.args, message),
      job_id: parsed.value('job'),
      task_group: parsed.value('group'),
      volume_name: parsed.value('volume-name'),
    };
    const path = '/v1/volumes/claims';
    const call = clientOf(context).call('GET', path, z.array(VolumeClaim), { query });
    const { value } = await during('Error listing task group host volume claims', call);
    if (printFormatted(context, value)) return 0;
    const table = claimTable(value, { verbose: parsed.flag('verbose') });
    terminal.out(value.length === 0 ? 'No task group host volume claims found' : table);
    return 0;
  },
};

export const volumeClaimDelete: Command = {
  usage: 'steppe volume claim delete [options] <id>',
  example: 'steppe volume claim delete -y 8d0b2a3c-4d3b-4ad5-8e3e-3e2f9f1a8b1c',
  flags: { ...CLIENT_FLAGS, y: { type: 'boolean', help: 'Do not ask.' } },
  run: async (context) => {
    const { parsed, terminal } = context;
    const id = onlyArgument(parsed.args, 'This command takes one argument: <id>');
    const question = `Are you sure you want to delete the claim "${id}"?`;
    if (!parsed.flag('y') && !(await isConfirmed(context, question))) return 0;
    const path = `/v1/volumes/claim/${encodeURIComponent(id)}`;
    const call = clientOf(context).call('DELETE', path, z.unknown());
    await during('Error deleting claim', call);
    terminal.out(`Task group host volume claim ${id} successfully deleted`);
    return 0;
  },
};
