import { type WhatIfRequest, WhatIfResponse } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { filled } from '../../formatted.ts';
import { JOB_FILE_FLAGS } from '../../job-file/job-flags.ts';
import { loadJob } from '../../job-file/load-job.ts';
import { formatJson } from '../../layout/json.ts';
import { find, NODES } from '../../lookup.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';
import { isAllPlaced, whatIfBlock } from '../../views/what-if.ts';

/** Something finds no room, as with `job run`. */
const NOT_ALL_PLACED = 2;

const flag = (help: string) =>
  ({ type: 'string', multiple: true, help: `${help}; may be given several times.` }) as const;

export const operatorWhatIf: Command = {
  usage: 'steppe operator what-if [options]',
  example: 'steppe operator what-if -drain 8bb1da93 -run web.nomad',
  flags: {
    ...CLIENT_FLAGS,
    ...JOB_FILE_FLAGS,
    drain: flag('A node that is drained'),
    lose: flag('A node that is lost'),
    run: flag('A file of a job that is registered'),
    stop: flag('A job that is stopped'),
    'json-output': { type: 'boolean', help: 'Print the answer as JSON.' },
    t: FORMAT_FLAGS.t,
    verbose: { type: 'boolean', help: 'Show whole IDs.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const client = clientOf(context);
    const body = await happenings(context, client);
    const path = '/v1/operator/steppe/what-if';
    const call = client.call('POST', path, WhatIfResponse, { body });
    const { value } = await during('Error foreseeing', call);
    const template = parsed.value('t');
    if (parsed.flag('json-output')) terminal.out(formatJson(value));
    else if (template !== undefined) terminal.out(filled(template, value));
    else terminal.out(whatIfBlock(value, viewOptionsOf(context)));
    return isAllPlaced(value) ? 0 : NOT_ALL_PLACED;
  },
};

async function happenings(context: CommandContext, client: HttpClient): Promise<WhatIfRequest> {
  const { parsed } = context;
  const given = ['drain', 'lose', 'run', 'stop'].some((name) => parsed.isGiven(name));
  if (!given) throw new UsageError('Say what happens: -drain, -lose, -run or -stop');
  const nodes = (name: string): Promise<string[]> =>
    Promise.all(
      parsed.values(name).map(async (prefix) => {
        return (await find(client, NODES, { prefix, ...viewOptionsOf(context) })).ID;
      }),
    );
  const jobs = parsed.values('run').map(async (file) => (await loadJob(context, file)).job);
  return {
    Drain: await nodes('drain'),
    Lose: await nodes('lose'),
    Run: await Promise.all(jobs),
    Stop: [...parsed.values('stop')],
  };
}
