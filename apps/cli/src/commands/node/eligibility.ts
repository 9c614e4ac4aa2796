import { NodeChangeResponse } from '@steppe/api-contract';
import { clientOf } from '../../api.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { find, NODES } from '../../lookup.ts';
import { namedNode } from '../../own-node-id.ts';
import { during } from '../../step-error.ts';
import { UsageError } from '../../usage-error.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

export const nodeEligibility: Command = {
  usage: 'steppe node eligibility [options] <node>',
  example: 'steppe node eligibility -disable b9a46ae1',
  flags: {
    ...CLIENT_FLAGS,
    disable: { type: 'boolean', help: 'Keep new placements away.' },
    enable: { type: 'boolean', help: 'Take new placements.' },
    self: { type: 'boolean', help: 'Change the node of the agent that answers.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    if (parsed.flag('enable') === parsed.flag('disable')) {
      throw new UsageError("Either the '-enable' or '-disable' flag must be set");
    }
    const client = clientOf(context);
    const prefix = await namedNode(context, client);
    const { ID } = await find(client, NODES, { prefix, ...viewOptionsOf(context) });
    const Eligibility = parsed.flag('enable') ? 'eligible' : 'ineligible';
    const body = { NodeID: ID, Eligibility };
    const path = `/v1/node/${ID}/eligibility`;
    await during(
      'Error updating scheduling eligibility',
      client.call('POST', path, NodeChangeResponse, { body }),
    );
    terminal.out(`Node "${ID}" scheduling eligibility set: ${Eligibility} for scheduling`);
    return 0;
  },
};
