import { expect, test } from '@jest/globals';
import { openMemoryStore } from '../memory/open-memory-store.ts';
import { Projection } from './projection.ts';
import { replay } from './replay.ts';
import { deregisteredNode, nodeSubject } from '../testing/entries.ts';

test('starts caught up, and applies what comes later', async () => {
  const { log } = openMemoryStore();
  await log.append({ subject: nodeSubject('a'), commit: deregisteredNode('a') });
  const projection = await Projection.start(log);
  expect(projection.state.seq).toBe(1);

  const applied: number[] = [];
  projection.onApplied(({ seq }) => applied.push(seq));
  const seq = await log.append({ subject: nodeSubject('a'), commit: deregisteredNode('a') });
  await projection.waitFor(seq, { timeoutMs: 1_000 });
  expect(applied).toEqual([2]);
  expect(await projection.lag()).toBe(0);
  expect(projection.hash()).toMatch(/^[0-9a-f]{64}$/);
  const again = await Projection.start(log);
  expect(again.hash()).toBe(projection.hash());
  expect((await replay(log, { toSeq: 1 })).seq).toBe(1);
});

test('stops at an entry that it does not know, and says which', async () => {
  const { log } = openMemoryStore();
  const projection = await Projection.start(log);
  log.appendText({
    subject: nodeSubject('a'),
    text: '{"v":1,"events":[{"type":"FromTheFuture"}]}',
  });
  await log.append({ subject: nodeSubject('a'), commit: deregisteredNode('a') });
  await expect(projection.waitFor(2, { timeoutMs: 1_000 })).rejects.toMatchObject({
    code: 'LOG_UNKNOWN_EVENT',
  });
  await expect(projection.failed).rejects.toThrow('entry 1 on node.a');
  expect(projection.state.seq).toBe(0);
  await expect(Projection.start(log)).rejects.toMatchObject({ code: 'LOG_UNKNOWN_EVENT' });
});

test('stops when a listener throws', async () => {
  const { log } = openMemoryStore();
  const projection = await Projection.start(log);
  projection.onApplied(() => {
    throw new Error('the listener has a bug');
  });
  await log.append({ subject: nodeSubject('a'), commit: deregisteredNode('a') });
  await expect(projection.failed).rejects.toThrow('the listener has a bug');
});

test('waits no longer than it is told to', async () => {
  const projection = await Projection.start(openMemoryStore().log);
  await expect(projection.waitFor(1, { timeoutMs: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
});
