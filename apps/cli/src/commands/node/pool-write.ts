import { NodePoolRequest } from '@steppe/api-contract';
import { parseNodePoolSpec } from '@steppe/hcl';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { onlyArgument, optionalArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { writeNewFile } from '../../new-file.ts';
import { loadSpec } from '../../spec-file.ts';
import { during } from '../../step-error.ts';

export const nodePoolApply: Command = {
  usage: 'steppe node pool apply [options] <file>',
  example: 'steppe node pool apply prod.pool.hcl',
  flags: {
    ...CLIENT_FLAGS,
    json: { type: 'boolean', help: 'The file is JSON: an object, or a list of them.' },
  },
  run: async (context) => {
    const path = onlyArgument(context.parsed.args, 'This command takes one argument: <input>');
    const pools = await loadSpec(context, path, parseNodePoolSpec);
    for (const pool of pools) {
      const body = NodePoolRequest.parse(pool);
      const call = clientOf(context).call('PUT', '/v1/node/pools', z.unknown(), { body });
      await during('Error applying node pool', call);
      context.terminal.out(`Successfully applied node pool "${body.Name ?? ''}"!`);
    }
    return 0;
  },
};

export const nodePoolDelete: Command = {
  usage: 'steppe node pool delete [options] <node-pool>',
  example: 'steppe node pool delete prod',
  flags: CLIENT_FLAGS,
  run: async (context) => {
    const message = 'This command takes one argument: <node-pool>';
    const name = onlyArgument(context.parsed.args, message);
    const path = `/v1/node/pool/${encodeURIComponent(name)}`;
    await during('Error deleting node pool', clientOf(context).call('DELETE', path, z.unknown()));
    context.terminal.out(`Successfully deleted node pool "${name}"!`);
    return 0;
  },
};

const EXAMPLES = {
  hcl: `node_pool "example" {
  description = "Example node pool"

  # Kept and shown; the scheduler does not read it.
  meta {
    environment = "prod"
    owner       = "sre"
  }

  # How the jobs of this pool are scheduled, where that differs from the cluster's settings.
  # scheduler_config {
  #   scheduler_algorithm             = "spread"
  #   memory_oversubscription_enabled = true
  # }
}
`,
  json: `{
  "node_pool": {
    "example": {
      "description": "Example node pool",
      "meta": { "environment": "prod", "owner": "sre" }
    }
  }
}
`,
} as const;

export const nodePoolInit: Command = {
  usage: 'steppe node pool init [options] [<filename>]',
  example: 'steppe node pool init',
  flags: {
    out: { type: 'string', help: 'Format: hcl (the default) or json.' },
    quiet: { type: 'boolean', help: 'Print nothing.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const format = parsed.value('out') === 'json' ? 'json' : 'hcl';
    const message = 'This command takes no arguments or one: <filename>';
    const path = optionalArgument(parsed.args, message) ?? `pool.nomad.${format}`;
    await writeNewFile(path, EXAMPLES[format]);
    if (!parsed.flag('quiet')) {
      terminal.out(`Example node pool specification written to ${path}`);
    }
    return 0;
  },
};
