import { JobSubmission, WireJob } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { formatJson } from '../../layout/json.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { during } from '../../step-error.ts';

export const jobInspect: Command = {
  usage: 'steppe job inspect [options] <job>',
  example: 'steppe job inspect -hcl hello',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    hcl: { type: 'boolean', help: 'Print the job file as it was written.' },
    'with-vars': { type: 'boolean', help: 'With -hcl: print the values of its variables too.' },
    version: { type: 'string', help: 'Show this version. Default: the current one.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <job>');
    const client = clientOf(context);
    const { ID: id, Namespace: namespace } = await findJob(client, prefix);
    const given = parsed.value('version');
    const version = given === undefined ? undefined : wholeNumber(given, 'version');
    const job = await during('Error inspecting job', jobOf(client, { id, namespace, version }));
    if (parsed.flag('hcl')) {
      const which = { id, namespace, version: job.Version ?? 0 };
      const call = submissionOf(client, which);
      terminal.out(sourceText(await during('Error getting submission', call), context));
      return 0;
    }
    if (!printFormatted(context, job)) terminal.out(formatJson({ Job: job }));
    return 0;
  },
};

interface Which {
  readonly id: string;
  readonly namespace: string;
  readonly version: number | undefined;
}

async function jobOf(client: HttpClient, { id, namespace, version }: Which): Promise<WireJob> {
  const query = { namespace };
  if (version === undefined) {
    return (await client.call('GET', jobPath(id), WireJob, { query })).value;
  }
  const schema = z.object({ Versions: z.array(WireJob).nullable() });
  const { value } = await client.call('GET', jobPath(id, 'versions'), schema, { query });
  const job = (value.Versions ?? []).find(({ Version }) => Version === version);
  if (job) return job;
  throw new Failure(`Error inspecting job: job "${id}" with version ${version} couldn't be found`);
}

async function submissionOf(
  client: HttpClient,
  { id, namespace, version }: Which,
): Promise<JobSubmission> {
  const query = { namespace, version };
  return (await client.call('GET', jobPath(id, 'submission'), JobSubmission, { query })).value;
}

function sourceText(submission: JobSubmission, { parsed }: CommandContext): string {
  const source = (submission.Source ?? '').trimEnd();
  if (!parsed.flag('with-vars')) return source;
  const flags = Object.entries(submission.VariableFlags ?? {}).map(
    ([name, value]) => `${name} = ${JSON.stringify(value)}`,
  );
  const variables = [...flags, (submission.Variables ?? '').trimEnd()].filter(
    (part) => part !== '',
  );
  return variables.length === 0 ? source : `${variables.join('\n')}\n\n${source}`;
}
