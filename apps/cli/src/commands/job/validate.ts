import {
  canonicalJob,
  jobWarnings,
  JobValidateResponse,
  multiError,
  validateJob,
  warningText,
  type WireJob,
} from '@steppe/api-contract';
import { ConnectionError } from '@steppe/client';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { JOB_FILE_FLAGS } from '../../job-file/job-flags.ts';
import { loadJob } from '../../job-file/load-job.ts';
import { during } from '../../step-error.ts';
import { jobWarningsBlock } from '../../views/job-warnings.ts';

export const jobValidate: Command = {
  usage: 'steppe job validate [options] <path>',
  example: 'steppe job validate hello.nomad',
  flags: { ...CLIENT_FLAGS, ...JOB_FILE_FLAGS },
  run: async (context) => {
    const { parsed, terminal } = context;
    const path = onlyArgument(parsed.args, 'This command takes one argument: <path>');
    const { job } = await loadJob(context, path);
    const { Error: faults, Warnings } = await validate(context, job);
    if (faults !== '') throw new Failure(`Job validation errors:\n${faults}`);
    if (Warnings !== '') terminal.out(jobWarningsBlock(Warnings, terminal));
    terminal.out('Job validation successful');
    return 0;
  },
};

type Verdict = Pick<JobValidateResponse, 'Error' | 'Warnings'>;

/** Asks the API; where there is none, what can be checked without it is checked here. */
async function validate(context: CommandContext, job: WireJob): Promise<Verdict> {
  const client = clientOf(context);
  const query = { namespace: job.Namespace || undefined, region: job.Region || undefined };
  const body = { Job: job };
  try {
    const options = { body, query };
    return (await client.call('POST', '/v1/validate/job', JobValidateResponse, options)).value;
  } catch (error) {
    if (!(error instanceof ConnectionError)) {
      return during('Error validating job', Promise.reject(error));
    }
    context.terminal.out(
      "Driver configuration not validated since connection to Steppe agent couldn't be established.\n",
    );
    return validateHere(job);
  }
}

function validateHere(job: WireJob): Verdict {
  const canonical = canonicalJob(job, 'default');
  const faults = validateJob(canonical);
  return {
    Error: faults.length === 0 ? '' : multiError(faults),
    Warnings: warningText(jobWarnings(canonical)),
  };
}
