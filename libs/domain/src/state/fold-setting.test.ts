import { expect, test } from '@jest/globals';
import { emptyState, type State } from './tables.ts';
import type { DomainEvent } from '../events/domain-event.ts';
import { applyRecorded } from './fold.ts';
import { registersNode } from './fold.fixtures.ts';
import { schedulingOfPool } from './queries.ts';

function after(...entries: readonly (readonly [string, DomainEvent])[]): State {
  const state = emptyState();
  for (const [at, [subject, event]] of entries.entries()) {
    const commit = { v: 1, atMs: 1, actor: 'test', events: [event] } as const;
    applyRecorded(state, { seq: at + 1, subject, commit: { ...commit, events: [event] } });
  }
  return state;
}

const applied = (name: string, description: string) =>
  [
    `namespace.${name}`,
    { type: 'NamespaceApplied', v: 1, namespace: { name, description } },
  ] as const;
const poolApplied = (name: string) =>
  [
    `config.node-pool.${name}`,
    {
      type: 'NodePoolApplied',
      v: 1,
      pool: { name, description: '', scheduling: { algorithm: 'spread' } },
    },
  ] as const;

test('a namespace keeps the index at which it was made', () => {
  const state = after(applied('a', 'one'), applied('a', 'two'));
  expect(state.namespaces.get('a')).toEqual({
    namespace: { name: 'a', description: 'two' },
    createSeq: 1,
    modifySeq: 2,
  });
  expect(state.tableSeq.namespaces).toBe(2);
  expect(state.settingSubjectSeq.get('namespace.a')).toBe(2);
});

test('a deleted namespace is gone, and its subject remembered', () => {
  const deleted = { type: 'NamespaceDeleted', v: 1, name: 'a' } as const;
  const state = after(applied('a', 'one'), ['namespace.a', deleted]);
  expect([...state.namespaces.keys()]).toEqual(['default']);
  expect(state.settingSubjectSeq.get('namespace.a')).toBe(2);
});

test('a pool says how its jobs are scheduled; others say nothing', () => {
  const state = after(poolApplied('prod'));
  expect(schedulingOfPool(state, 'prod')).toEqual({ algorithm: 'spread' });
  expect(schedulingOfPool(state, 'default')).toEqual({});
});

test('a node makes its pool when it is not there', () => {
  const [subject, event] = registersNode;
  if (event?.type !== 'NodeRegistered') throw new Error('no node');
  const state = after([subject, { ...event, node: { ...event.node, nodePool: 'gpu' } }]);
  expect(state.nodePools.get('gpu')).toMatchObject({ createSeq: 1 });
});
