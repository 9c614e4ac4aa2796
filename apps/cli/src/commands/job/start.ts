import { JobRegisterResponse, WireJob } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import { onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { findJob, jobPath } from '../../lookup.ts';
import { monitorEvaluation } from '../../monitor/monitor-evaluation.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { during } from '../../step-error.ts';

export const jobStart: Command = {
  usage: 'steppe job start [options] <job>',
  example: 'steppe job start hello',
  flags: {
    ...CLIENT_FLAGS,
    detach: { type: 'boolean', help: 'Do not follow the evaluation; print its ID.' },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const prefix = onlyArgument(parsed.args, 'This command takes one argument: <job>');
    const client = clientOf(context);
    const { ID, Namespace } = await findJob(client, prefix);
    const query = { namespace: Namespace };
    const read = client.call('GET', jobPath(ID), WireJob, { query });
    const { value: job } = await during('Error retrieving job', read);
    if (!job.Stop) throw new Failure(`Job "${ID}" has not been stopped`);
    // A stopped job is its last version with `Stop` set, so that version without it is what ran last.
    const body = {
      Job: { ...job, Stop: false },
      EnforceIndex: true,
      JobModifyIndex: job.JobModifyIndex,
    };
    const register = client.call('POST', '/v1/jobs', JobRegisterResponse, { query, body });
    const { EvalID } = (await during('Error starting job', register)).value;
    if (EvalID === '' || parsed.flag('detach')) {
      terminal.out(`Job start successful${EvalID === '' ? '' : `\nEvaluation ID: ${EvalID}`}`);
      return 0;
    }
    return monitorEvaluation(monitorOf(context, client), EvalID);
  },
};
