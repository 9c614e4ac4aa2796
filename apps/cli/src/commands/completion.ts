import { onlyArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { completionTable } from '../completion/completion-table.ts';
import { completionScript, SHELLS } from '../completion/shell-scripts.ts';
import { UsageError } from '../usage-error.ts';

export const completion: Command = {
  usage: 'steppe completion bash|zsh|fish',
  example: 'source <(steppe completion bash)',
  flags: {},
  run: async ({ parsed, terminal }) => {
    const message = `This command takes one argument: ${SHELLS.join(', ')}`;
    const wanted = onlyArgument(parsed.args, message);
    const shell = SHELLS.find((each) => each === wanted);
    if (!shell) throw new UsageError(message);
    // Loaded only now: the registry names this command too.
    const { COMMANDS } = await import('./registry.ts');
    terminal.out(completionScript(shell, await completionTable(COMMANDS)));
    return 0;
  },
};
