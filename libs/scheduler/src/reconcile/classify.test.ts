import { describe, expect, test } from '@jest/globals';
import type { AllocationRow, ClientStatus, DesiredStatus, NodeStatus } from '@steppe/domain';
import { running, at } from '../testing/group-cases.ts';
import { classOf } from './classify.ts';
import { viewJob } from './job-view.ts';

interface Case {
  readonly title: string;
  readonly node: NodeStatus | 'gone';
  readonly desired?: DesiredStatus;
  readonly client?: ClientStatus;
  readonly migrate?: boolean;
  /** For how long it has been out of touch, and was not taken back. */
  readonly awayMs?: number;
  readonly lostAfterMs?: number;
  readonly replace?: boolean;
  readonly expected: ReturnType<typeof classOf>;
}

const MINUTE_MS = 60_000;
const AWAY = { awayMs: 1_000, lostAfterMs: MINUTE_MS } as const;

function classified({
  node,
  desired: desiredStatus = 'run',
  client: clientStatus = 'running',
  migrate = false,
  awayMs,
  lostAfterMs = 0,
  replace = true,
}: Case): string {
  const disconnect = { lostAfterMs, replace, reconcile: 'best_score' };
  const cluster = running(1, { disconnect });
  const before = at(cluster, 0);
  if (node !== 'gone') cluster.nodeIs(before.nodeId, node);
  const sinceMs = cluster.nowMs - (awayMs ?? 0);
  const alloc: AllocationRow = {
    ...before,
    nodeId: node === 'gone' ? 'nowhere' : before.nodeId,
    desiredStatus,
    clientStatus,
    migrateRequested: migrate,
    disconnections: awayMs === undefined ? undefined : [{ sinceMs, untilMs: undefined }],
  };
  const evalId = cluster.evaluate('j', 'node-update');
  return classOf(alloc, viewJob(cluster.state, evalId, cluster.nowMs));
}

describe('table: untainted, migrate, lost, disconnecting, reconnecting, ignore, expiring', () => {
  test.each<Case>([
    { title: 'runs on a ready node', node: 'ready', expected: 'untainted' },
    { title: 'asked to move', node: 'ready', migrate: true, expected: 'migrate' },
    { title: 'on a node that is down', node: 'down', expected: 'lost' },
    { title: 'on a node that is gone', node: 'gone', expected: 'lost' },
    {
      title: 'draining and down: lost, not migrated',
      node: 'down',
      migrate: true,
      expected: 'lost',
    },
    { title: 'told to stop', node: 'down', desired: 'stop', expected: 'untainted' },
    { title: 'evicted', node: 'down', desired: 'evict', expected: 'untainted' },
    { title: 'complete, its node down', node: 'down', client: 'complete', expected: 'untainted' },
    { title: 'failed, its node down', node: 'down', client: 'failed', expected: 'untainted' },
    { title: 'lost before', node: 'ready', client: 'lost', expected: 'untainted' },
    {
      title: 'its node is out of touch, and its group has no lost_after',
      node: 'disconnected',
      expected: 'lost',
    },
    {
      title: 'its node is out of touch, as of now',
      node: 'disconnected',
      lostAfterMs: MINUTE_MS,
      expected: 'disconnecting',
    },
    {
      title: 'its node is out of touch before it began',
      node: 'disconnected',
      client: 'pending',
      lostAfterMs: MINUTE_MS,
      expected: 'lost',
    },
    {
      title: 'unknown for a while',
      node: 'disconnected',
      client: 'unknown',
      ...AWAY,
      expected: 'untainted',
    },
    {
      title: 'unknown for too long',
      node: 'disconnected',
      client: 'unknown',
      awayMs: MINUTE_MS,
      lostAfterMs: MINUTE_MS,
      expected: 'expiring',
    },
    {
      title: 'unknown for too long, its node back',
      node: 'ready',
      client: 'unknown',
      awayMs: MINUTE_MS,
      lostAfterMs: MINUTE_MS,
      expected: 'expiring',
    },
    { title: 'back and running', node: 'ready', ...AWAY, expected: 'reconnecting' },
    { title: 'back, unknown', node: 'ready', client: 'unknown', ...AWAY, expected: 'reconnecting' },
    { title: 'back, failed', node: 'ready', client: 'failed', ...AWAY, expected: 'reconnecting' },
    { title: 'back, complete', node: 'ready', client: 'complete', ...AWAY, expected: 'untainted' },
    {
      title: 'running, its node down, not to be replaced',
      node: 'down',
      replace: false,
      expected: 'disconnecting',
    },
    {
      title: 'unknown, its node down, not to be replaced',
      node: 'down',
      client: 'unknown',
      replace: false,
      expected: 'untainted',
    },
  ])('$title', (one) => {
    expect(classified(one)).toBe(one.expected);
  });
});
