import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { during } from '../../step-error.ts';

export const systemGc: Command = request({
  command: 'system gc',
  path: '/v1/system/gc',
  step: 'Error running system garbage-collection',
});

export const systemReconcileSummaries: Command = request({
  command: 'system reconcile summaries',
  path: '/v1/system/reconcile/summaries',
  step: 'Error running system summary reconciliation',
});

/** A command that has the servers do something, and has nothing to say of it. */
function request({
  command,
  path,
  step,
}: {
  command: string;
  path: string;
  step: string;
}): Command {
  return {
    usage: `steppe ${command} [options]`,
    example: `steppe ${command}`,
    flags: CLIENT_FLAGS,
    run: async (context) => {
      noArguments(context.parsed.args);
      await during(step, clientOf(context).call('PUT', path, z.unknown()));
      return 0;
    },
  };
}
