import { JobDiff, WireJob } from '@steppe/api-contract';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, wholeNumber } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import type { ParsedArgs } from '../../flags/parse-flags.ts';
import { printFormatted } from '../../formatted.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { jobVersionBlock } from '../../views/job-version.ts';

const Versions = z.object({ Versions: z.array(WireJob), Diffs: z.array(JobDiff).nullable() });

export const jobHistory: Command = {
  usage: 'steppe job history [options] <job>',
  example: 'steppe job history -p hello',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    p: { type: 'boolean', help: 'Show what each version changed.' },
    full: { type: 'boolean', help: 'Show whole versions, as JSON.' },
    version: { type: 'string', help: 'Show this version only.' },
    'diff-version': { type: 'string', help: 'With -p: compare each version with this one.' },
    'diff-tag': { type: 'string', help: 'With -p: compare each version with the one of this tag.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <job>');
    const query = queryOf(parsed);
    const client = clientOf(context);
    const { ID } = await findJob(client, prefix);
    const call = client.call('GET', jobPath(ID, 'versions'), Versions, { query });
    const { value } = await during('Error retrieving job versions', call);
    const wanted = parsed.value('version');
    const version = wanted === undefined ? undefined : wholeNumber(wanted, 'version');
    const changes = value.Versions.map((job, at) => ({ job, diff: value.Diffs?.[at] }));
    const shown = changes.filter(({ job }) => version === undefined || job.Version === version);
    if (shown.length === 0) throw new Failure(`Version ${wanted} of job "${ID}" is not kept`);
    const jobs = shown.map(({ job }) => job);
    if (printFormatted(context, version === undefined ? jobs : jobs[0])) return 0;
    const options = { full: parsed.flag('full'), bold: terminal.bold };
    const blocks = shown.map(({ job, diff }) => jobVersionBlock(job, { ...options, diff }));
    terminal.out(blocks.join('\n\n'));
    return 0;
  },
};

/** The texts are Nomad's. */
function queryOf({ flag, value }: ParsedArgs): Record<string, string | undefined> {
  const [version, tag] = [value('diff-version'), value('diff-tag')];
  if (version !== undefined && tag !== undefined) {
    throw new Failure('-diff-tag and -diff-version are mutually exclusive');
  }
  if (!flag('p')) {
    const given = version === undefined ? tag && '-diff-tag' : '-diff-version';
    if (given) throw new Failure(`${given} can only be used with -p`);
    return {};
  }
  if (version !== undefined) wholeNumber(version, 'diff-version');
  return { diffs: 'true', diff_version: version, diff_tag: tag };
}
