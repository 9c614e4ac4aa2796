import { z } from 'zod';
import type { Operation } from './operation.ts';

const Anything = z.looseObject({});

/** What Nomad's tools ask of servers among others; much of it has no counterpart here, and says so. */
export const MEMBERSHIP_OPERATIONS: readonly Operation[] = [
  {
    ...post('/v1/agent/join', 'agent', 'Say how a server joins others', Anything),
    query: { address: 'Of a server; required, and more than once' },
  },
  {
    ...post('/v1/agent/force-leave', 'agent', 'Nothing: who is gone is not listed', z.null()),
    query: { node: 'The name of the server; required' },
  },
  {
    ...post('/v1/agent/servers', 'agent', 'Refused: servers are configured', z.null()),
    query: { address: 'Of a server; required' },
  },
  post('/v1/agent/reload', 'agent', 'Read the configuration again', z.null()),
  get('/v1/agent/schedulers', 'agent', 'The schedulers that answer', Anything),
  get('/v1/agent/schedulers/config', 'agent', 'How many schedulers the server runs', Anything),
  post('/v1/agent/schedulers/config', 'agent', 'Change how many it runs', Anything),
  get('/v1/agent/keyring/list', 'agent', 'Refused: there is no gossip', z.null()),
  post('/v1/agent/keyring/install', 'agent', 'Refused: there is no gossip', z.null()),
  post('/v1/agent/keyring/use', 'agent', 'Refused: there is no gossip', z.null()),
  post('/v1/agent/keyring/remove', 'agent', 'Refused: there is no gossip', z.null()),
  get('/v1/agent/host', 'agent', 'The machine of the agent, without secrets', Anything),
  {
    ...get('/v1/agent/monitor/export', 'agent', 'Refused: the agent keeps no log', z.null()),
    query: { on_disk: 'From its log file', service_name: 'From the journal of this service' },
  },
  get('/v1/agent/pprof', 'agent', "Refused: there are no profiles of Go's runtime", z.null()),
  get('/v1/agent/pprof/:profile', 'agent', 'Refused as well', z.null()),
  get('/debug/pprof', 'agent', 'Refused as well', z.null()),
  get('/debug/pprof/:profile', 'agent', 'Refused as well', z.null()),
  post('/v1/acl/identity/client-introduction-token', 'acl', 'Refused: certificates do', z.null()),
  get(
    '/v1/client/allocation/:allocId/snapshot',
    'client',
    'Refused: agents hand data to one another',
    z.null(),
  ),
  {
    method: 'delete',
    path: '/v1/operator/raft/peer',
    tag: 'operator',
    summary: 'Refused: the server that answers is the one there is',
    query: { id: 'Of the server; required' },
    answer: z.null(),
  },
  {
    ...post('/v1/operator/raft/transfer-leadership', 'operator', 'Name the leader', Anything),
    query: { id: 'Of the server that is to lead', address: 'Its address, instead of the ID' },
  },
  get('/v1/operator/autopilot/configuration', 'operator', "Nomad's defaults", Anything),
  post('/v1/operator/autopilot/configuration', 'operator', 'Refused: no autopilot', z.null()),
  get(
    '/v1/operator/upgrade-check/vault-workload-identity',
    'operator',
    'What keeps jobs from identities for Vault: nothing',
    Anything,
  ),
];

function get(path: string, tag: string, summary: string, answer: z.ZodType): Operation {
  return { method: 'get', path, tag, summary, answer };
}

function post(path: string, tag: string, summary: string, answer: z.ZodType): Operation {
  return { method: 'post', path, tag, summary, answer };
}
