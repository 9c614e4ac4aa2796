import type { Command } from '../command.ts';
import { VERSION } from '../version.ts';

export const version: Command = {
  usage: 'steppe version',
  example: 'steppe version',
  flags: {},
  run: async ({ terminal }) => {
    terminal.out(`Steppe v${VERSION}`);
    return 0;
  },
};
