import { JobRegisterResponse, PeriodicForceResponse } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { shortId } from '../../layout/quantity.ts';
import { findJob, jobPath, listJobs } from '../../lookup.ts';
import { monitorEvaluation } from '../../monitor/monitor-evaluation.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

const FLAGS = {
  ...CLIENT_FLAGS,
  detach: { type: 'boolean', help: 'Do not follow the evaluation; print its ID.' },
  verbose: { type: 'boolean', help: 'Print whole IDs.' },
} as const;

export const jobScale: Command = {
  usage: 'steppe job scale [options] <job> [<group>] <count>',
  example: 'steppe job scale hello 3',
  flags: {
    ...FLAGS,
    'check-index': {
      type: 'integer',
      help: 'Scale only if the job is still at this modify index.',
    },
  },
  run: async (context) => {
    const { args, value } = context.parsed;
    const count = args.at(-1);
    if (count === undefined || args.length < 2 || args.length > 3) {
      throw new UsageError('This command requires at least two arguments and no more than three');
    }
    const Count = countOf(count);
    const client = clientOf(context);
    const job = await findJob(client, args[0] ?? '');
    const Group = groupOf(Object.keys(job.JobSummary?.Summary ?? {}), args);
    const checkIndex = value('check-index');
    const enforced =
      checkIndex === undefined
        ? {}
        : { EnforceIndex: true, JobModifyIndex: wholeNumber(checkIndex, 'check-index') };
    const Target = { Job: job.ID, Group };
    const body = { Count, Target, Message: 'submitted using the Steppe CLI', ...enforced };
    const call = client.call('POST', jobPath(job.ID, 'scale'), JobRegisterResponse, { body });
    const { EvalID } = (await during('Error submitting scaling request', call)).value;
    return follow(context, EvalID, `Job scale successful\nEvaluation ID: ${EvalID}`);
  },
};

export const jobRevert: Command = {
  usage: 'steppe job revert [options] <job> <version|tag>',
  example: 'steppe job revert hello 0',
  flags: FLAGS,
  run: async (context) => {
    const [prefix, version, ...more] = context.parsed.args;
    if (prefix === undefined || version === undefined || more.length > 0) {
      throw new UsageError('This command takes two arguments: <job> <version|tag>');
    }
    const client = clientOf(context);
    const { ID } = await findJob(client, prefix);
    const body = { JobID: ID, JobVersion: await versionOf(client, ID, version) };
    const call = client.call('POST', jobPath(ID, 'revert'), JobRegisterResponse, { body });
    const { EvalID } = (await during('Error reverting job', call)).value;
    return follow(context, EvalID, `Evaluation ID: ${EvalID}`);
  },
};

export const jobEval: Command = {
  usage: 'steppe job eval [options] <job_id>',
  example: 'steppe job eval hello',
  flags: {
    ...FLAGS,
    'force-reschedule': {
      type: 'boolean',
      help: 'Place failed allocations anew now, whatever their policy says.',
    },
  },
  run: async (context) => {
    const prefix = onlyArgument(context.parsed.args, 'This command takes one argument: <job>');
    const client = clientOf(context);
    const { ID } = await findJob(client, prefix);
    const body = {
      JobID: ID,
      EvalOptions: { ForceReschedule: context.parsed.flag('force-reschedule') },
    };
    const call = client.call('POST', jobPath(ID, 'evaluate'), JobRegisterResponse, { body });
    const { EvalID } = (await during('Error evaluating job', call)).value;
    const verbose = context.parsed.flag('verbose');
    return follow(context, EvalID, `Created eval ID: "${shortId(EvalID, { verbose })}" `);
  },
};

export const jobPeriodicForce: Command = {
  usage: 'steppe job periodic force [options] <job id>',
  example: 'steppe job periodic force nightly',
  flags: FLAGS,
  run: async (context) => {
    const prefix = onlyArgument(context.parsed.args, 'This command takes one argument: <job id>');
    const client = clientOf(context);
    const periodic = (await listJobs(client, prefix)).filter((job) => job.Periodic);
    const job = periodic.find(({ ID }) => ID === prefix) ?? periodic[0];
    if (!job) throw new Failure(`No periodic job(s) with prefix or ID "${prefix}" found`);
    if (periodic.length > 1 && job.ID !== prefix) {
      const names = periodic.map(({ ID }) => ID).join('\n');
      throw new Failure(`Prefix matched multiple periodic jobs\n\n${names}`);
    }
    const call = client.call('POST', jobPath(job.ID, 'periodic/force'), PeriodicForceResponse);
    const step = `Error forcing periodic job "${job.ID}"`;
    const { EvalID } = (await during(step, call)).value;
    return follow(context, EvalID, `Force periodic successful\nEvaluation ID: ${EvalID}`);
  },
};

/** Follows an evaluation, or with `-detach` says that there is one. */
async function follow(context: CommandContext, evalId: string, detached: string): Promise<number> {
  if (context.parsed.flag('detach') || evalId === '') {
    context.terminal.out(detached);
    return 0;
  }
  return monitorEvaluation(monitorOf(context, clientOf(context)), evalId);
}

/** A version by its number, or by the tag that it was given. */
async function versionOf(client: HttpClient, jobId: string, text: string): Promise<number> {
  if (/^\d+$/.test(text)) return Number(text);
  const call = client.call('GET', jobPath(jobId, 'versions'), Versions);
  const { value } = await during('Error retrieving job versions', call);
  const tagged = value.Versions.find(({ VersionTag }) => VersionTag?.Name === text);
  if (tagged) return tagged.Version;
  throw new Failure(
    `Error retrieving job versions: version tag ${text} not found for job ${jobId}`,
  );
}

const Versions = z.object({
  Versions: z.array(
    z.object({ Version: z.int(), VersionTag: z.object({ Name: z.string() }).nullish() }),
  ),
});

function countOf(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new Failure(`Failed to convert count string to int: ${JSON.stringify(text)} is no number`);
}

/** The group that is named, or the only one. The texts are Nomad's. */
function groupOf(groups: readonly string[], args: readonly string[]): string {
  const named = args.length === 3 ? args[1] : undefined;
  if (named !== undefined) {
    if (groups.includes(named)) return named;
    throw new Failure(`Group ${named} not found within job`);
  }
  const [only, ...more] = groups;
  if (only !== undefined && more.length === 0) return only;
  throw new Failure(`Group name required: the job has the groups ${groups.join(', ')}`);
}
