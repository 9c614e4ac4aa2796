import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { table } from '../../layout/table.ts';
import { during } from '../../step-error.ts';

const RaftConfiguration = z.object({
  Servers: z.array(
    z.object({
      ID: z.string(),
      Node: z.string(),
      Address: z.string(),
      Leader: z.boolean(),
      Voter: z.boolean(),
      RaftProtocol: z.string(),
    }),
  ),
});

export const operatorRaftListPeers: Command = {
  usage: 'steppe operator raft list-peers [options]',
  example: 'steppe operator raft list-peers',
  flags: {
    ...CLIENT_FLAGS,
    stale: { type: 'boolean', help: 'Taken for compatibility: every server answers alike.' },
  },
  run: async (context) => {
    noArguments(context.parsed.args);
    const path = '/v1/operator/raft/configuration';
    const call = clientOf(context).call('GET', path, RaftConfiguration);
    const { Servers } = (await during('Failed to retrieve raft configuration', call)).value;
    const header = ['Node', 'ID', 'Address', 'State', 'Voter', 'RaftProtocol'];
    const rows = Servers.map(({ Node, ID, Address, Leader, Voter, RaftProtocol }) => [
      Node,
      ID,
      Address,
      Leader ? 'leader' : 'follower',
      String(Voter),
      RaftProtocol,
    ]);
    context.terminal.out(table([header, ...rows]));
    return 0;
  },
};
