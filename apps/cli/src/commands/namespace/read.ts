import { WireNamespace } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments, onlyArgument } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../../flags/flag-spec.ts';
import { printFormatted } from '../../formatted.ts';
import { formatJson } from '../../layout/json.ts';
import { during } from '../../step-error.ts';
import { namespaceBlock, namespaceTable } from '../../views/namespace.ts';

const STEP = 'Error retrieving namespaces';

export const namespaceList: Command = {
  usage: 'steppe namespace list [options]',
  example: 'steppe namespace list',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    noArguments(context.parsed.args);
    const call = clientOf(context).call('GET', '/v1/namespaces', z.array(WireNamespace));
    const { value } = await during(STEP, call);
    if (!printFormatted(context, value.map(withoutHash)))
      context.terminal.out(namespaceTable(value));
    return 0;
  },
};

export const namespaceStatus: Command = {
  usage: 'steppe namespace status [options] <namespace>',
  example: 'steppe namespace status team-a',
  flags: { ...CLIENT_FLAGS, ...FORMAT_FLAGS },
  run: async (context) => {
    const prefix = onlyArgument(
      context.parsed.args,
      'This command takes one argument: <namespace>',
    );
    const namespace = await findNamespace(clientOf(context), prefix);
    if (printFormatted(context, withoutHash(namespace))) return 0;
    context.terminal.out(namespaceBlock(namespace, context.terminal));
    return 0;
  },
};

export const namespaceInspect: Command = {
  usage: 'steppe namespace inspect [options] <namespace>',
  example: 'steppe namespace inspect team-a',
  flags: { ...CLIENT_FLAGS, t: FORMAT_FLAGS.t },
  run: async (context) => {
    const prefix = onlyArgument(
      context.parsed.args,
      'This command takes one argument: <namespace>',
    );
    const namespace = await findNamespace(clientOf(context), prefix);
    const printed = withoutHash(namespace);
    if (!printFormatted(context, printed)) context.terminal.out(formatJson(printed));
    return 0;
  },
};

/** The namespace that a name, or the beginning of one, means. */
async function findNamespace(client: HttpClient, prefix: string): Promise<WireNamespace> {
  const query = { prefix };
  const call = client.call('GET', '/v1/namespaces', z.array(WireNamespace), { query });
  const { value } = await during(STEP, call);
  const exact = value.find(({ Name }) => Name === prefix);
  if (exact) return exact;
  const [only, ...more] = value;
  if (!only) throw new Failure(`${STEP}: Namespace "${prefix}" matched no namespaces`);
  if (more.length > 0) {
    throw new Failure(`Prefix matched multiple namespaces\n\n${namespaceTable(value)}`);
  }
  return only;
}

/** What is told of a namespace in JSON: its hash is how servers compare it, and a file made of it may be applied again. */
function withoutHash({ Hash: _hash, ...namespace }: WireNamespace): unknown {
  return namespace;
}
