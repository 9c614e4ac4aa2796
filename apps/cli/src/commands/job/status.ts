import {
  AllocationStub,
  JobSummary,
  WireDeployment,
  WireEvaluation,
  WireJob,
} from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { findJob, jobPath, listJobs } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { jobOverview } from '../../views/job-overview.ts';
import { launchesOthers } from '../../views/job-children.ts';
import { jobBlock, type JobView } from '../../views/job.ts';
import { jobTable } from '../../views/job-table.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const jobStatus: Command = {
  usage: 'steppe job status [options] [<job>]',
  example: 'steppe job status hello',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    ...UI_FLAG,
    'all-allocs': {
      type: 'boolean',
      help: 'Show allocations of earlier jobs with this ID too.',
    },
    evals: { type: 'boolean', help: "Show the job's evaluations." },
    short: { type: 'boolean', help: 'Show only the first block.' },
    verbose: { type: 'boolean', help: 'Show whole IDs, evaluations and times.' },
  },
  run: async (context) => {
    const id = optionalArgument(
      context.parsed.args,
      'This command takes either no arguments or one: <job>',
    );
    const client = clientOf(context);
    return id === undefined ? showJobs(context, client) : showJob(context, client, id);
  },
};

async function showJobs(context: CommandContext, client: HttpClient): Promise<number> {
  const { terminal, parsed, env } = context;
  const jobs = await listJobs(client);
  // Nomad says so even when JSON was asked for; a program is better served by an empty list.
  if (printFormatted(context, jobs)) return 0;
  const namespace = parsed.value('namespace') ?? env['STEPPE_NAMESPACE'] ?? env['NOMAD_NAMESPACE'];
  const table = jobTable(jobs, { namespaces: namespace === '*' });
  terminal.out(jobs.length === 0 ? 'No running jobs' : table);
  return 0;
}

/** Prints the status of the job that an ID, or the beginning of one, means. */
export async function showJob(
  context: CommandContext,
  client: HttpClient,
  prefix: string,
): Promise<number> {
  const { terminal, parsed } = context;
  const { ID, Namespace } = await findJob(client, prefix);
  const query = { namespace: Namespace };
  const job = client.call('GET', jobPath(ID), WireJob, { query });
  const { value } = await during('Error querying job', job);
  if (parsed.flag('short')) {
    terminal.out(jobOverview(value, viewOptionsOf(context)));
    return 0;
  }
  const view = await during('Error querying job', jobView(context, client, value));
  const { allocations, evaluations, deployment, summary } = view;
  const raw = [
    {
      Summary: summary ?? null,
      Allocations: allocations,
      LatestDeployment: deployment ?? null,
      Evaluations: evaluations,
    },
  ];
  if (printFormatted(context, raw)) return 0;
  const evals = parsed.flag('evals');
  terminal.out(jobBlock(view, { ...viewOptionsOf(context), evals }));
  return 0;
}

async function jobView(
  { parsed }: CommandContext,
  client: HttpClient,
  job: WireJob,
): Promise<JobView> {
  const path = (part: string): string => jobPath(job.ID ?? '', part);
  const namespace = job.Namespace ?? undefined;
  const query = { namespace };
  const all = parsed.flag('all-allocs') || undefined;
  const [summary, evaluations, deployment, allocations, children] = await Promise.all([
    client.call('GET', path('summary'), JobSummary, { query }),
    client.call('GET', path('evaluations'), z.array(WireEvaluation), { query }),
    client.call('GET', path('deployment'), WireDeployment.nullable(), { query }),
    client.call('GET', path('allocations'), z.array(AllocationStub), { query: { namespace, all } }),
    launchesOthers(job) ? listJobs(client, `${job.ID}/`) : [],
  ]);
  return {
    job,
    summary: summary.value,
    evaluations: evaluations.value,
    deployment: deployment.value ?? undefined,
    allocations: allocations.value,
    children: children.filter(({ ParentID }) => ParentID === job.ID),
  };
}
