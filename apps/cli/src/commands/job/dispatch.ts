import { JobDispatchResponse } from '@steppe/api-contract';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { clientOf } from '../../api.ts';
import { wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { keyValues } from '../../layout/table.ts';
import { shortId } from '../../layout/quantity.ts';
import { jobPath, listJobs } from '../../lookup.ts';
import { monitorEvaluation } from '../../monitor/monitor-evaluation.ts';
import { monitorJobEnd } from '../../monitor/monitor-job-end.ts';
import { monitorOf } from '../../monitor/monitor.ts';
import { during } from '../../step-error.ts';
import { systemErrorCode } from '../../system-error-code.ts';
import { UsageError } from '../../usage-error.ts';

export const jobDispatch: Command = {
  usage: 'steppe job dispatch [options] <parameterized job> [input source]',
  example: 'steppe job dispatch -meta to=ops mailer message.txt',
  flags: {
    ...CLIENT_FLAGS,
    ...UI_FLAG,
    detach: { type: 'boolean', help: 'Do not follow the evaluation.' },
    'id-prefix-template': {
      type: 'string',
      help: 'Goes before the time in the ID of what is dispatched.',
    },
    'idempotency-token': { type: 'string', help: 'A second dispatch with it is the same.' },
    meta: {
      type: 'string',
      multiple: true,
      help: 'key=value that is passed on; may be given several times.',
    },
    priority: { type: 'integer', help: "Priority of what is dispatched. Default: the job's." },
    verbose: { type: 'boolean', help: 'Print whole IDs.' },
    wait: { type: 'boolean', help: 'Wait until what is dispatched has ended; 1 if it failed.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const [prefix, source, ...more] = parsed.args;
    if (prefix === undefined || more.length > 0) {
      throw new UsageError(
        'This command takes one or two argument: <parameterized job> [input source]',
      );
    }
    const payload = source === undefined ? undefined : await inputOf(source, context);
    const client = clientOf(context);
    const parameterized = (await listJobs(client, prefix)).filter((job) => job.ParameterizedJob);
    const job = parameterized.find(({ ID }) => ID === prefix) ?? parameterized[0];
    if (!job) throw new Failure(`No parameterized job(s) with prefix or ID "${prefix}" found`);
    if (parameterized.length > 1 && job.ID !== prefix) {
      const names = parameterized.map(({ ID }) => ID).join('\n');
      throw new Failure(`Prefix matched multiple parameterized jobs\n\n${names}`);
    }
    const priority = parsed.value('priority');
    const call = client.call('POST', jobPath(job.ID, 'dispatch'), JobDispatchResponse, {
      query: { idempotency_token: parsed.value('idempotency-token') },
      body: {
        JobID: job.ID,
        Payload: payload?.toString('base64') ?? null,
        Meta: metaOf(parsed.values('meta')),
        IdPrefixTemplate: parsed.value('id-prefix-template') ?? '',
        ...(priority === undefined ? {} : { Priority: wholeNumber(priority, 'priority') }),
      },
    });
    const { DispatchedJobID, EvalID } = (await during('Failed to dispatch job', call)).value;
    const verbose = parsed.flag('verbose');
    terminal.out(
      keyValues([
        ['Dispatched Job ID', DispatchedJobID],
        ...(EvalID === '' ? [] : [['Evaluation ID', shortId(EvalID, { verbose })] as const]),
      ]),
    );
    if (parsed.flag('detach') || EvalID === '') return 0;
    terminal.out('');
    const monitor = monitorOf(context, client);
    const code = await monitorEvaluation(monitor, EvalID);
    return code === 0 && parsed.flag('wait') ? monitorJobEnd(monitor, DispatchedJobID) : code;
  },
};

/** What is passed on: bytes, of a file or of stdin when the source is `-`. */
async function inputOf(source: string, { terminal }: CommandContext): Promise<Buffer> {
  if (source === '-') return buffer(terminal.stdin);
  try {
    return await readFile(source);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    throw new Failure(`Error reading input data: cannot read ${resolve(source)}`, { cause: error });
  }
}

function metaOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Failure(`Error parsing meta value: ${pair} is not key=value`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
