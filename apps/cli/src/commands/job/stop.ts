import { JobDeregisterResponse } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { clientOf } from '../../api.ts';
import { wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { isConfirmed } from '../../confirm.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { monitorEvaluation } from '../../monitor/monitor-evaluation.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';

export const jobStop: Command = {
  usage: 'steppe job stop [options] <job>...',
  example: 'steppe job stop hello',
  flags: {
    ...CLIENT_FLAGS,
    detach: { type: 'boolean', help: 'Do not follow the evaluation; print its ID.' },
    'eval-priority': { type: 'integer', help: "Priority of the evaluation. Default: the job's." },
    global: { type: 'boolean', help: 'Taken for compatibility; there is one region.' },
    'no-shutdown-delay': { type: 'boolean', help: "Skip the tasks' shutdown delays." },
    purge: { type: 'boolean', help: 'Forget the job, too.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
    yes: { type: 'boolean', help: 'Ask nothing.' },
  },
  run: async (context) => {
    const { args } = context.parsed;
    if (args.length === 0) throw new UsageError('This command takes at least one argument: <job>');
    const client = clientOf(context);
    let worst = 0;
    for (const prefix of args) {
      const code = await stop(context, client, prefix).catch((error: unknown) => {
        // One that is not there keeps none of the others from being stopped.
        if (!(error instanceof Failure)) throw error;
        context.terminal.err(error.message);
        return 1;
      });
      worst = Math.max(worst, code);
    }
    return worst;
  },
};

async function stop(context: CommandContext, client: HttpClient, prefix: string): Promise<number> {
  const { parsed, terminal } = context;
  const job = await findJob(client, prefix);
  // A name that was not given in full may mean another job than its writer thought.
  const question = `Are you sure you want to stop job "${job.ID}"?`;
  if (job.ID !== prefix && !parsed.flag('yes') && !(await isConfirmed(context, question))) {
    terminal.out('Cancelling job stop');
    return 0;
  }
  const evalPriority = parsed.value('eval-priority');
  const query = {
    namespace: job.Namespace,
    purge: parsed.flag('purge') || undefined,
    global: parsed.flag('global') || undefined,
    no_shutdown_delay: parsed.flag('no-shutdown-delay') || undefined,
    eval_priority:
      evalPriority === undefined ? undefined : wholeNumber(evalPriority, 'eval-priority'),
  };
  const call = client.call('DELETE', jobPath(job.ID), JobDeregisterResponse, { query });
  const { EvalID } = (await during('Error deregistering job', call)).value;
  // A periodic or parameterized job runs nothing itself, so that nothing is to be followed.
  if (EvalID === '' || job.Periodic || job.ParameterizedJob) return 0;
  if (parsed.flag('detach')) {
    terminal.out(EvalID);
    return 0;
  }
  return monitorEvaluation(monitorOf(context, client), EvalID);
}
