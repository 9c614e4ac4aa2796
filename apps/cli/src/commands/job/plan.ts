import { type JobPlanRequest, JobPlanResponse } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { filled } from '../../formatted.ts';
import { JOB_FILE_FLAGS } from '../../job-file/job-flags.ts';
import { loadJob } from '../../job-file/load-job.ts';
import { formatJson } from '../../layout/json.ts';
import { jobPath } from '../../lookup.ts';
import { reportError } from '../../report-error.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { jobDiffBlock } from '../../views/job-diff.ts';
import { jobWarningsBlock } from '../../views/job-warnings.ts';
import { changesAllocations, dryRunBlock, submitHint } from '../../views/plan.ts';
import { preemptionsBlock } from '../../views/preemptions.ts';

/** Of an error, so that scripts can tell it from a plan that changes something. */
const FAILED = 255;

export const jobPlan: Command = {
  usage: 'steppe job plan [options] <path>',
  example: 'steppe job plan hello.nomad',
  flags: {
    ...CLIENT_FLAGS,
    ...JOB_FILE_FLAGS,
    diff: { type: 'boolean', help: 'Show what changes in the job. Default: true.' },
    'json-output': { type: 'boolean', help: 'Print the plan as JSON.' },
    t: FORMAT_FLAGS.t,
    'policy-override': { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
    verbose: { type: 'boolean', help: 'Taken for compatibility: all changes are shown.' },
  },
  run: async (context) => {
    try {
      return await plan(context);
    } catch (error) {
      context.signal.throwIfAborted();
      reportError(error, { command: 'job plan', err: context.terminal.err });
      return FAILED;
    }
  },
};

/** @returns 0 when no allocation would be made or end, 1 otherwise. */
async function plan(context: CommandContext): Promise<number> {
  const { parsed, terminal, now } = context;
  const path = onlyArgument(parsed.args, 'This command takes one argument: <path>');
  const { job } = await loadJob(context, path);
  const body = { Job: job, Diff: !parsed.isOff('diff') } satisfies JobPlanRequest;
  const query = { namespace: job.Namespace || undefined, region: job.Region || undefined };
  const client = clientOf(context);
  const call = client.call('POST', jobPath(job.ID ?? '', 'plan'), JobPlanResponse, { body, query });
  const { value } = await during('Error during plan', call);
  if (printRaw(context, value)) return changesAllocations(value) ? 1 : 0;
  if (value.Diff) terminal.out(`${jobDiffBlock(value.Diff, terminal)}\n`);
  terminal.out(`${dryRunBlock(value, { ...terminal, nowMs: now() })}\n`);
  if (value.Warnings !== '') terminal.out(jobWarningsBlock(value.Warnings, terminal));
  const preempted = value.Annotations.PreemptedAllocs ?? [];
  if (preempted.length > 0) terminal.out(`${preemptionsBlock(preempted, terminal)}\n`);
  const variables = parsed.values('var').map((text) => `-var="${text}"`);
  const files = parsed.values('var-file').map((text) => `-var-file="${text}"`);
  terminal.out(submitHint(value.JobModifyIndex, [...variables, ...files, path], terminal));
  return changesAllocations(value) ? 1 : 0;
}

/** `-json` says that the file is JSON: the plan's own format is asked for by another name. */
function printRaw({ parsed, terminal }: CommandContext, answer: JobPlanResponse): boolean {
  const template = parsed.value('t');
  const asJson = parsed.flag('json-output');
  if (asJson && template !== undefined) {
    throw new UsageError('Both json and template formatting are not allowed');
  }
  if (asJson) terminal.out(formatJson(answer));
  if (template !== undefined) terminal.out(filled(template, answer));
  return asJson || template !== undefined;
}
