import type { Command } from '../command.ts';
import { STEPPE_VERSION } from '@steppe/domain';

export const version: Command = {
  usage: 'steppe version',
  example: 'steppe version',
  flags: {},
  run: async ({ terminal }) => {
    terminal.out(`Steppe v${STEPPE_VERSION}`);
    return 0;
  },
};
