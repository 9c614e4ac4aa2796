import { expect, test } from '@jest/globals';
import { canonicalJob } from './canonical-job.ts';
import { jobFromWire } from './job-from-wire.ts';
import { jobToWire } from './job-to-wire.ts';

test('what no decision reads is kept: templates, artifacts, services, disk of a task', () => {
  const job = jobFromWire(
    canonicalJob(
      {
        ID: 'x',
        TaskGroups: [
          {
            Name: 'g',
            Services: [{ Name: 'web', Provider: 'consul' }],
            Tasks: [
              {
                Name: 't',
                Driver: 'raw_exec',
                Templates: [{ EmbeddedTmpl: 'x', DestPath: 'local/x' }],
                Resources: { CPU: 20, MemoryMB: 20, DiskMB: 5 },
              },
            ],
          },
        ],
      },
      'default',
    ),
  );
  const wire = jobToWire(
    { job, version: 0, seq: 1, submittedAtMs: 0, stable: false, stopped: false },
    { status: 'pending', createIndex: 1, modifyIndex: 1 },
  );
  expect(wire.TaskGroups?.[0]).toMatchObject({
    Services: [{ Name: 'web', Provider: 'consul' }],
    Tasks: [{ Templates: [{ EmbeddedTmpl: 'x', DestPath: 'local/x' }], Resources: { DiskMB: 5 } }],
  });
});
