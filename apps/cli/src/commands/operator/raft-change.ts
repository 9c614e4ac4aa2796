import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { noArguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { during } from '../../step-error.ts';

const PEER_ID = { 'peer-id': { type: 'string', help: "The server's ID." } } as const;

export const operatorRaftRemovePeer: Command = {
  usage: 'steppe operator raft remove-peer [options]',
  example: 'steppe operator raft remove-peer -peer-id 1f7c7741-0dac-8b87-39b4-b3ebcb3966dd',
  flags: { ...CLIENT_FLAGS, ...PEER_ID },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const id = parsed.value('peer-id');
    if (!id) throw new Failure('Missing peer id required');
    const path = '/v1/operator/raft/peer';
    const call = clientOf(context).call('DELETE', path, z.unknown(), { query: { id } });
    await during('Error removing peer', call);
    terminal.out(`Removed peer with id "${id}"`);
    return 0;
  },
};

export const operatorRaftTransferLeadership: Command = {
  usage: 'steppe operator raft transfer-leadership [options]',
  example: 'steppe operator raft transfer-leadership -peer-address 10.0.0.2:4647',
  flags: {
    ...CLIENT_FLAGS,
    ...PEER_ID,
    'peer-address': { type: 'string', help: "The server's address." },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const [id, address] = [parsed.value('peer-id'), parsed.value('peer-address')];
    if ((id === undefined) === (address === undefined)) {
      throw new Failure(
        'Error transferring leadership to peer: an address or id is required for the destination peer',
      );
    }
    const path = '/v1/operator/raft/transfer-leadership';
    const call = clientOf(context).call('PUT', path, z.unknown(), { query: { id, address } });
    await during('Error transferring leadership to peer', call);
    const peer = id === undefined ? `address "${address}"` : `id "${id}"`;
    terminal.out(`Transferred leadership to peer with ${peer}`);
    return 0;
  },
};
