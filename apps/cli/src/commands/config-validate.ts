import { loadConfig } from '@steppe/agent';
import { SteppeError } from '@steppe/domain';
import type { Command } from '../command.ts';
import { Failure } from '../failure.ts';
import { UsageError } from '../usage-error.ts';

export const configValidate: Command = {
  usage: 'steppe config validate <path>...',
  example: 'steppe config validate server.hcl',
  flags: {},
  run: async ({ parsed, terminal }) => {
    if (parsed.args.length === 0) {
      throw new UsageError('Must specify at least one config file or directory');
    }
    const warnings = await warningsOf(parsed.args);
    if (warnings !== '') terminal.err(warnings);
    terminal.out('Configuration is valid!');
    return 0;
  },
};

/** @throws Failure with every fault of the configuration that the files make together, and where it is. */
async function warningsOf(paths: readonly string[]): Promise<string> {
  try {
    const { config, warnings } = await loadConfig({ dev: false, paths, flags: {} });
    if (config.server.enabled || config.client.enabled) return warnings;
  } catch (error) {
    if (!(error instanceof SteppeError) || error.code !== 'CONFIG_INVALID') throw error;
    throw new Failure(`Configuration is invalid\n\n${error.message}`, { cause: error });
  }
  throw new Failure(
    'Configuration is invalid\n\nit enables neither a server nor a client: set server { enabled = true }, or client',
  );
}
