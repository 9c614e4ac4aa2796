import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS, UI_FLAG } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { during } from '../../step-error.ts';
import { memberTable } from '../../views/member-table.ts';
import { AgentMembers } from '../../wire/agent.ts';

export const serverMembers: Command = {
  usage: 'steppe server members [options]',
  example: 'steppe server members',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    ...UI_FLAG,
    detailed: { type: 'boolean', help: 'The old name of -verbose.' },
    verbose: { type: 'boolean', help: 'Show what each server says of itself.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const client = clientOf(context);
    const members = client.call('GET', '/v1/agent/members', AgentMembers);
    const { Members } = (await during('Error querying servers', members)).value;
    if (printFormatted(context, Members)) return 0;
    const leader = client.call('GET', '/v1/status/leader', z.string());
    const { value } = await during('Error determining leaders', leader);
    const verbose = parsed.flag('verbose') || parsed.flag('detailed');
    terminal.out(memberTable(Members ?? [], { leader: value, verbose }));
    return 0;
  },
};
