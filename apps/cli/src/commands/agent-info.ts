import { z } from 'zod';
import { clientOf } from '../api.ts';
import { noArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../flags/flag-spec.ts';
import { printFormatted } from '../formatted.ts';
import { during } from '../step-error.ts';

const Self = z.looseObject({ stats: z.record(z.string(), z.record(z.string(), z.string())) });

export const agentInfo: Command = {
  usage: 'steppe agent-info [options]',
  example: 'steppe agent-info',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', '/v1/agent/self', Self);
    const { value } = await during('Error querying agent info', call);
    if (printFormatted(context, value)) return 0;
    for (const [group, counters] of byName(value.stats)) {
      context.terminal.out(group);
      for (const [name, count] of byName(counters)) context.terminal.out(`  ${name} = ${count}`);
    }
    return 0;
  },
};

function byName<T>(values: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
