import { SchedulerConfigurationResponse } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import type { Command, CommandContext } from '../../command.ts';
import { isConfirmed } from '../../confirm.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { during } from '../../step-error.ts';

const EVALUATIONS = '/v1/evaluations';

export const evalDelete: Command = {
  usage: 'steppe eval delete [options] [<evaluation>]',
  example: 'steppe eval delete -filter \'JobID == "hello" and Status == "complete"\'',
  flags: {
    ...CLIENT_FLAGS,
    filter: { type: 'string', help: 'Delete those that match an expression.' },
    yes: { type: 'boolean', help: 'Do not ask.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const [id, ...more] = parsed.args;
    const filter = parsed.value('filter');
    if (more.length > 0 || (id === undefined) === (filter === undefined)) {
      throw new Failure(
        'Error validating command args and flags: evaluation ID or filter flag required',
      );
    }
    const client = clientOf(context);
    if (!(await isBrokerPaused(client))) {
      terminal.out(HOW_TO_PAUSE);
      throw new Failure('Eval broker is not paused');
    }
    const body = id === undefined ? { Filter: filter } : { EvalIDs: [id] };
    if (filter !== undefined && !(await confirmed(context, client, filter))) {
      terminal.out('No evaluations were deleted');
      return 0;
    }
    const call = client.call('DELETE', EVALUATIONS, Deleted, { body });
    const { Count } = (await during('Error deleting evaluations', call)).value;
    // The answer to a list of IDs may do without a count: all of them were deleted, or none.
    const count = id === undefined ? Count : 1;
    terminal.out(`Successfully deleted ${count} ${count === 1 ? 'evaluation' : 'evaluations'}`);
    return 0;
  },
};

const Deleted = z.object({ Count: z.int().default(0) });

const HOW_TO_PAUSE = `To delete evaluations you must first pause the eval broker by running "steppe operator scheduler set-config -pause-eval-broker=true"
After the deletion is complete, unpause the eval broker by running "steppe operator scheduler set-config -pause-eval-broker=false"`;

async function isBrokerPaused(client: HttpClient): Promise<boolean> {
  const path = '/v1/operator/scheduler/configuration';
  const call = client.call('GET', path, SchedulerConfigurationResponse);
  const { value } = await during('Error querying scheduler configuration', call);
  return value.SchedulerConfig.PauseEvalBroker;
}

/** Whether there is something to delete, and it is meant. */
async function confirmed(
  context: CommandContext,
  client: HttpClient,
  filter: string,
): Promise<boolean> {
  const path = `${EVALUATIONS}/count`;
  const call = client.call('GET', path, z.object({ Count: z.int() }), { query: { filter } });
  const { Count } = (await during('Error deleting evaluations', call)).value;
  if (Count === 0) return false;
  const question = `Are you sure you want to delete ${Count} evals?`;
  return context.parsed.flag('yes') || isConfirmed(context, question);
}
