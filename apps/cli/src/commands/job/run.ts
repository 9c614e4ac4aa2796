import { type JobRegisterRequest, JobRegisterResponse } from '@steppe/api-contract';
import { ApiError, type HttpClient } from '@steppe/client';
import { clientOf } from '../../api.ts';
import { onlyArgument, wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { JOB_FILE_FLAGS } from '../../job-file/job-flags.ts';
import { type LoadedJob, loadJob } from '../../job-file/load-job.ts';
import { formatJsonInOrder } from '../../layout/json.ts';
import { monitorEvaluation } from '../../monitor/monitor-evaluation.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { nextLaunchText } from '../../next-launch.ts';
import { during } from '../../step-error.ts';
import { jobWarningsBlock } from '../../views/job-warnings.ts';

export const jobRun: Command = {
  usage: 'steppe job run [options] <path>',
  example: 'steppe job run hello.nomad',
  flags: {
    ...CLIENT_FLAGS,
    ...JOB_FILE_FLAGS,
    ...UI_FLAG,
    'check-index': {
      type: 'integer',
      help: 'Register only if the job is still at this modify index; 0: only if there is no such job.',
    },
    detach: { type: 'boolean', help: 'Do not follow the evaluation; print its ID.' },
    'eval-priority': { type: 'integer', help: "Priority of the evaluation. Default: the job's." },
    output: { type: 'boolean', help: 'Print the job as JSON, and register nothing.' },
    'policy-override': { type: 'boolean', help: 'Taken for compatibility; it has no effect.' },
    'consul-namespace': { type: 'string', help: 'Taken for compatibility; it has no effect.' },
    'preserve-counts': { type: 'boolean', help: 'Keep the counts that the groups have now.' },
    'preserve-resources': { type: 'boolean', help: 'Keep the resources that the tasks have now.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal, now } = context;
    const path = onlyArgument(parsed.args, 'This command takes one argument: <path>');
    const loaded = await loadJob(context, path);
    if (parsed.flag('output')) {
      terminal.out(formatJsonInOrder({ Job: loaded.job }));
      return 0;
    }
    const client = clientOf(context);
    const { EvalID, Warnings } = await register(context, client, loaded);
    if (Warnings !== '') terminal.out(jobWarningsBlock(Warnings, terminal));
    if (parsed.flag('detach') || EvalID === '') {
      terminal.out('Job registration successful');
      // A periodic or parameterized job is evaluated when it is launched.
      if (EvalID !== '') terminal.out(`Evaluation ID: ${EvalID}`);
      const next = nextLaunchText(loaded.job, now());
      if (next !== '') terminal.out(`Approximate next launch time: ${next}`);
      return 0;
    }
    return monitorEvaluation(monitorOf(context, client), EvalID);
  },
};

async function register(
  { parsed }: CommandContext,
  client: HttpClient,
  { job, submission }: LoadedJob,
): Promise<JobRegisterResponse> {
  const checkIndex = parsed.value('check-index');
  const evalPriority = parsed.value('eval-priority');
  const body = {
    Job: job,
    Submission: submission,
    PreserveCounts: parsed.flag('preserve-counts'),
    PreserveResources: parsed.flag('preserve-resources'),
    PolicyOverride: parsed.flag('policy-override'),
    ...(evalPriority === undefined
      ? {}
      : { EvalPriority: wholeNumber(evalPriority, 'eval-priority') }),
    ...(checkIndex === undefined
      ? {}
      : { EnforceIndex: true, JobModifyIndex: wholeNumber(checkIndex, 'check-index') }),
  } satisfies JobRegisterRequest;
  // What the file says wins over flags and environment.
  const query = { namespace: job.Namespace || undefined, region: job.Region || undefined };
  try {
    const { value } = await client.call('POST', '/v1/jobs', JobRegisterResponse, { body, query });
    return value;
  } catch (error) {
    const conflict =
      error instanceof ApiError && /Enforcing job modify index.*/.exec(error.message);
    if (conflict) throw new Failure(`${conflict[0]}\nJob not updated`, { cause: error });
    return during('Error submitting job', Promise.reject(error));
  }
}
