import { WireJob } from '@steppe/api-contract';
import { z } from 'zod';
import { clientOf } from '../api.ts';
import { onlyArgument, wholeNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { Failure } from '../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../flags/flag-spec.ts';
import { printFormatted } from '../formatted.ts';
import { findJob, jobPath } from '../lookup.ts';
import { during } from '../step-error.ts';
import { jobVersionBlock } from '../views/job-version.ts';

const Versions = z.object({ Versions: z.array(WireJob) });

export const jobHistory: Command = {
  usage: 'steppe job history [options] <job>',
  example: 'steppe job history hello',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    version: { type: 'string', help: 'Show this version only.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <job>');
    const client = clientOf(context);
    const { ID } = await findJob(client, prefix);
    const call = client.call('GET', jobPath(ID, 'versions'), Versions);
    const { value } = await during('Error retrieving job versions', call);
    const wanted = parsed.value('version');
    const version = wanted === undefined ? undefined : wholeNumber(wanted, 'version');
    const shown = value.Versions.filter((job) => version === undefined || job.Version === version);
    if (shown.length === 0) throw new Failure(`Version ${wanted} of job "${ID}" is not kept`);
    if (printFormatted(context, version === undefined ? shown : shown[0])) return 0;
    terminal.out(shown.map(jobVersionBlock).join('\n\n'));
    return 0;
  },
};
