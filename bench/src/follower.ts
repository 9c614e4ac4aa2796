import { subjects } from '@steppe/domain';
import { openJetStreamStore } from '@steppe/event-log';
import { nodeIdAt } from './bench-node.ts';

/** So many connect at the same time; more would time out on each other. */
const AT_ONCE = 100;

/** Follows the subjects of some nodes, as their agents would, and keeps how old each entry is when it comes. */
const [natsUrl = '', from = '0', count = '0'] = process.argv.slice(2);
const latenciesMs: number[] = [];

const indices = Array.from({ length: Number(count) }, (_, i) => Number(from) + i);
for (let i = 0; i < indices.length; i += AT_ONCE) {
  await Promise.all(indices.slice(i, i + AT_ONCE).map(follow));
}
process.send?.({ type: 'ready' });
process.on('message', () => process.send?.({ type: 'received', latenciesMs }));

async function follow(index: number): Promise<void> {
  const store = await openJetStreamStore({ servers: [natsUrl], connectTimeoutMs: 60_000 });
  await store.log.followSubject({
    subject: subjects.node(nodeIdAt(index)),
    afterSeq: 0,
    onEntry: ({ commit }) => latenciesMs.push(Date.now() - commit.atMs),
  });
}
