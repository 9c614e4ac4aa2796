import { z } from 'zod';
import { AllocCheckResults } from '../allocation/check-result.ts';
import { AllocRestartRequest, AllocSignalRequest } from '../allocation/restart.ts';
import { FileInfo } from '../allocation/file-info.ts';
import {
  NodeIdentityGetResponse,
  NodeIdentityRenewRequest,
  NodeIdentityRenewResponse,
  NodeMetaRequest,
  NodeMetaResponse,
} from '../node/node-requests.ts';
import {
  SchedulerConfigurationRequest,
  SchedulerConfigurationResponse,
  SchedulerConfigurationUpdate,
} from '../operator/scheduler-configuration.ts';
import { WireHistoryEvent } from '../operator/history.ts';
import { WhatIfRequest, WhatIfResponse } from '../operator/what-if.ts';
import { MEMBERSHIP_OPERATIONS } from './membership-operations.ts';
import type { Operation } from './operation.ts';

const Anything = z.looseObject({});
const FILE_PATH = { path: 'From the directory of the allocation; required' };
const NODE_ID = { node_id: 'The node; default: the one of the agent that is asked' };

export const AGENT_OPERATIONS: readonly Operation[] = [
  get('/v1/status/leader', 'status', 'Address of the leader', z.string()),
  get('/v1/status/peers', 'status', 'Addresses of the servers', z.array(z.string())),
  get('/v1/regions', 'cluster', 'List regions', z.array(z.string())),
  get('/v1/agent/self', 'agent', 'Configuration and counters of the agent', Anything),
  get('/v1/agent/members', 'agent', 'List servers', Anything),
  get('/v1/agent/servers', 'agent', 'Addresses of the servers', z.array(z.string())),
  ...MEMBERSHIP_OPERATIONS,
  {
    method: 'post',
    path: '/v1/system/gc',
    tag: 'operator',
    summary: 'Have all that has ended forgotten now',
    answer: z.string(),
  },
  {
    method: 'post',
    path: '/v1/system/reconcile/summaries',
    tag: 'operator',
    summary: 'Reconcile summaries of jobs, which are never off',
    answer: z.string(),
  },
  {
    ...get('/v1/agent/health', 'agent', 'Whether the agent is well', Anything),
    query: { type: '`server` or `client`' },
  },
  {
    ...get(
      '/v1/metrics',
      'agent',
      'What is measured of the cluster, the node and the process',
      Anything,
    ),
    query: { format: '`prometheus` for its text format', node_id: 'Only this node' },
  },
  {
    ...get(
      '/v1/event/stream',
      'events',
      'Events as they happen, one JSON object per line',
      Anything,
    ),
    query: {
      topic: 'e.g. `Job`, `Job:web` or `Node:*`; more than once; default: all',
      index: 'Begin at this index; 410 when the log does not go back so far',
      namespace: '`*` for all',
    },
  },
  get('/v1/operator/raft/configuration', 'operator', 'The servers, in the words of Raft', Anything),
  {
    ...get('/v1/operator/snapshot', 'operator', 'The state as a snapshot', z.string()),
    answerType: 'application/octet-stream',
  },
  {
    method: 'post',
    path: '/v1/operator/snapshot',
    tag: 'operator',
    summary: 'Take what people want of the cluster back to a snapshot, which is the body',
    answer: z.null(),
  },
  {
    ...get('/v1/agent/monitor', 'agent', 'The log of the agent as it is written', Anything),
    query: {
      log_level: 'Lines of this level and above; default `info`',
      log_json: 'Lines as JSON',
      plain: '`true`: the lines themselves, without frames',
      node_id: 'Of the agent of this node',
      server_id: 'Of this server',
    },
  },
  get('/v1/operator/autopilot/health', 'operator', 'Whether the server keeps up', Anything),
  get('/v1/operator/license', 'operator', 'Nothing: there is no license', z.void()),
  { ...get('/v1/client/stats', 'client', 'Statistics of a node', Anything), query: NODE_ID },
  {
    ...get('/v1/client/allocation/:allocId/stats', 'client', 'What an allocation uses', Anything),
    query: { task: 'Only this task' },
  },
  {
    method: 'post',
    path: '/v1/client/allocation/:allocId/restart',
    tag: 'client',
    summary: 'Restart tasks in place',
    body: AllocRestartRequest,
    answer: z.object({ Index: z.int() }),
  },
  {
    method: 'post',
    path: '/v1/client/allocation/:allocId/signal',
    tag: 'client',
    summary: 'Send a signal to tasks',
    body: AllocSignalRequest,
    answer: z.object({ Index: z.int() }),
  },
  {
    ...get('/v1/client/fs/logs/:allocId', 'client', "A task's output", z.string()),
    answerType: 'text/plain',
    query: {
      task: 'The task; required',
      type: '`stdout` or `stderr`; required',
      plain: 'Bytes instead of JSON frames',
      follow: 'Go on as more comes',
      origin: '`start` or `end`',
      offset: 'Bytes from the origin',
    },
  },
  get(
    '/v1/client/allocation/:allocId/checks',
    'client',
    'What the checks of an allocation said last',
    AllocCheckResults,
  ),
  get('/v1/allocation/:allocId/checks', 'client', 'The same', AllocCheckResults),
  {
    method: 'get',
    path: '/v1/client/allocation/:allocId/gc',
    tag: 'client',
    summary: 'Remove an allocation that has ended from its node',
    answer: z.null(),
  },
  {
    method: 'get',
    path: '/v1/client/gc',
    tag: 'client',
    summary: 'Remove all allocations that have ended from a node',
    query: NODE_ID,
    answer: z.null(),
  },
  {
    ...get(
      '/v1/client/identity',
      'client',
      'Who a node is, as servers signed it',
      NodeIdentityGetResponse,
    ),
    query: NODE_ID,
  },
  {
    method: 'post',
    path: '/v1/client/identity/renew',
    tag: 'client',
    summary: 'Have a node get a new identity',
    query: NODE_ID,
    body: NodeIdentityRenewRequest,
    answer: NodeIdentityRenewResponse,
  },
  {
    ...get('/v1/client/metadata', 'client', 'The metadata of a node', NodeMetaResponse),
    query: NODE_ID,
  },
  {
    method: 'post',
    path: '/v1/client/metadata',
    tag: 'client',
    summary: 'Change the metadata of a node while it runs',
    query: NODE_ID,
    body: NodeMetaRequest,
    answer: NodeMetaResponse,
  },
  {
    ...get('/v1/client/allocation/:allocId/exec', 'client', 'Run a command in a task', z.string()),
    answerType: 'text/plain',
    query: {
      task: 'The task; required',
      command: 'Program and arguments as a JSON list; required',
      tty: 'Run it on a terminal',
      ws_handshake: 'The first message is `{"version": 1}`',
    },
  },
  {
    ...get('/v1/client/fs/ls/:allocId', 'client', 'List a directory', z.array(FileInfo)),
    query: { path: 'Of the directory, from that of the allocation; default: `/`' },
  },
  {
    ...get('/v1/client/fs/stat/:allocId', 'client', 'Tell of a file or directory', FileInfo),
    query: FILE_PATH,
  },
  {
    ...get('/v1/client/fs/cat/:allocId', 'client', 'Read a file', z.string()),
    answerType: 'text/plain',
    query: FILE_PATH,
  },
  {
    ...get('/v1/client/fs/readat/:allocId', 'client', 'Read a part of a file', z.string()),
    answerType: 'text/plain',
    query: { ...FILE_PATH, offset: 'In bytes; required', limit: 'In bytes; default: to the end' },
  },
  {
    ...get('/v1/client/fs/stream/:allocId', 'client', 'Follow a file', z.string()),
    answerType: 'text/plain',
    query: {
      ...FILE_PATH,
      plain: 'Bytes instead of JSON frames',
      follow: 'Go on as more comes; default: true',
      origin: '`start` or `end`',
      offset: 'Bytes from the origin',
    },
  },
  get(
    '/v1/operator/scheduler/configuration',
    'operator',
    'Configuration of the scheduler',
    SchedulerConfigurationResponse,
  ),
  {
    method: 'post',
    path: '/v1/operator/scheduler/configuration',
    tag: 'operator',
    summary: 'Change the configuration of the scheduler',
    query: { cas: 'Only if it has not changed since this index' },
    body: SchedulerConfigurationRequest,
    answer: SchedulerConfigurationUpdate,
  },
  {
    ...get(
      '/v1/operator/steppe/history',
      'operator',
      "What the log says of one thing (Steppe's own)",
      z.array(WireHistoryEvent),
    ),
    query: {
      alloc: 'Of this allocation, with what led to it and to its end',
      job: 'Of this job and its allocations',
      node: 'Of this node',
      at: 'Up to this index or time',
    },
  },
  {
    method: 'post',
    path: '/v1/operator/steppe/what-if',
    tag: 'operator',
    summary: "Say what would follow if something happened (Steppe's own)",
    query: { at: 'What would have followed at this index or time' },
    body: WhatIfRequest,
    answer: WhatIfResponse,
  },
  get(
    '/v1/operator/steppe/state-hash',
    'operator',
    'Seq and hash of the state in each service',
    Anything,
  ),
  get('/v1/openapi.json', 'operator', 'This document', Anything),
];

function get(path: string, tag: string, summary: string, answer: z.ZodType): Operation {
  return { method: 'get', path, tag, summary, answer };
}
