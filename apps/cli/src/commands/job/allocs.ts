import { AllocationStub } from '@steppe/api-contract';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { allocationTable } from '../../views/allocation-table.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const jobAllocs: Command = {
  usage: 'steppe job allocs [options] <job>',
  example: 'steppe job allocs hello',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    all: { type: 'boolean', help: 'Also show those of earlier jobs with the same ID.' },
    verbose: { type: 'boolean', help: 'Show whole IDs, evaluations and times.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <job>');
    const client = clientOf(context);
    const { ID, Namespace } = await findJob(client, prefix);
    const query = { namespace: Namespace, all: parsed.flag('all') || undefined };
    const path = jobPath(ID, 'allocations');
    const call = client.call('GET', path, z.array(AllocationStub), { query });
    const { value } = await during('Error retrieving allocations', call);
    if (printFormatted(context, value)) return 0;
    terminal.out(allocationTable(value, viewOptionsOf(context)));
    return 0;
  },
};
