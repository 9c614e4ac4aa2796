import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { canonicalizeJob, parseJob } from '../../index.ts';

function read(name: string): string {
  return readFileSync(new URL(`../../../cases/canonical/${name}`, import.meta.url), 'utf8');
}

describe('canonicalizeJob', () => {
  test.each(['service', 'batch', 'system', 'sysbatch'])(
    'gives a %s job the recorded defaults',
    (type) => {
      const { job } = parseJob({
        text: read('job.hcl').replace('TYPE', type),
        filename: 'job.hcl',
      });
      const canonical = canonicalizeJob(job ?? {});
      expect(canonical).toEqual(JSON.parse(read(`${type}.job`)));
      expect(canonicalizeJob(canonical)).toEqual(canonical);
    },
  );

  test('takes the JSON of a job with hardly anything in it', () => {
    const job = canonicalizeJob({
      ID: 'web',
      TaskGroups: [{ Name: 'app', Tasks: [{ Name: 'server', Driver: 'docker' }] }],
    });
    expect(job).toMatchObject({
      Name: 'web',
      Type: 'service',
      Priority: 50,
      TaskGroups: [{ Count: 1, Tasks: [{ Resources: { CPU: 100, MemoryMB: 300 } }] }],
    });
  });

  test('leaves what is no job alone, without failing', () => {
    expect(canonicalizeJob({ TaskGroups: [1, null, { Tasks: 'x' }] })).toMatchObject({
      TaskGroups: [{ Tasks: null }],
    });
  });
});
