import { openMemoryStore, openJetStreamStore, Projection } from '@steppe/event-log';
import { startSchedulerWorker } from '@steppe/scheduler-worker';
import { aNode, oneGroup, aTask, anUpdate } from '@steppe/scheduler/testing';
import { subjects } from '@steppe/domain';
import { createLogger } from '@steppe/nest-kit';
const [
  ,
  ,
  kind = 'memory',
  njobs = '20',
  count = '1000',
  nnodes = '1000',
  workers = '1',
  type = 'batch',
  conc = '8',
] = process.argv;
const store =
  kind === 'memory'
    ? openMemoryStore()
    : await openJetStreamStore({ servers: [kind], name: 'b', report: () => {} });
const view = await Projection.start(store.log);
const put = (subject, events) =>
  store.log.append({ subject, commit: { v: 1, atMs: 1, actor: 'b', events } });
const N = +nnodes;
const ps = [];
for (let i = 0; i < N; i++) {
  const node = aNode('n' + i, { nodeClass: 'c' + (i % 10) });
  node.id = crypto.randomUUID();
  ps.push(put(subjects.client(node.id), [{ type: 'NodeRegistered', v: 1, node }]));
}
await Promise.all(ps);
let conflicts = 0,
  commits = 0;
const logger = createLogger({
  name: 'w',
  level: 'debug',
  stream: {
    write(l) {
      const o = JSON.parse(l);
      if (o.conflicts) conflicts += o.conflicts;
    },
  },
});
for (let w = 0; w < +workers; w++) {
  const projection = await Projection.start(store.log);
  await startSchedulerWorker({
    store,
    projection,
    clock: Date.now,
    logger,
    instance: 'w' + w,
    concurrency: +conc,
  });
}
const J = +njobs,
  C = +count;
let done = 0,
  placed = 0;
const { promise, resolve } = Promise.withResolvers();
view.onApplied(({ commit, subject }) => {
  if (subject.startsWith('node.')) commits++;
  for (const e of commit.events) {
    if (e.type === 'AllocationPlaced') placed++;
    if (e.type === 'EvaluationCompleted' || e.type === 'EvaluationFailed') {
      if (e.type === 'EvaluationFailed') console.log('FAILED');
      if (++done === J) resolve();
    }
  }
});
const t = performance.now();
const task = aTask({
  resources: { cpuMhz: 10, cores: 0, memoryMb: 32, memoryMaxMb: 0, networks: [], devices: [] },
});
for (let j = 0; j < J; j++) {
  const job = oneGroup(
    { count: C, tasks: [task], ...(type === 'service' ? { update: anUpdate() } : {}) },
    { id: 'j' + j, type },
  );
  put(subjects.job('default', job.id), [
    { type: 'JobRegistered', v: 1, job, version: 0, evalId: 'e' + j },
  ]).then((minSeq) =>
    store.ready.push(
      { evalId: 'e' + j, namespace: 'default', jobId: job.id, minSeq },
      { id: 'e' + j },
    ),
  );
}
await promise;
const s = (performance.now() - t) / 1000;
console.log(
  `${kind} ${J}x${C} on ${N} nodes, ${workers} workers, ${type}: ${s.toFixed(2)} s, ${Math.round(placed / s)} placements/s, ${Math.round(J / s)} jobs/s, conflicts ${conflicts} of ${commits + conflicts} (${((100 * conflicts) / (commits + conflicts)).toFixed(1)} %)`,
);
process.exit();
