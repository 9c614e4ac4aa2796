import { describe, expect, test } from '@jest/globals';
import { jobWarnings } from './job-warnings.ts';
import { multiError, warningText } from './multi-error.ts';
import { faultsOf, group, inGroup, job, task } from '../../testing/changed-job.ts';

const CRON = { Spec: '@hourly' };
const batch = (changes: Record<string, unknown>) => ({ Type: 'batch', ...changes });

test('a sound job has no faults and no warnings', () => {
  expect(faultsOf({})).toEqual([]);
  expect(jobWarnings(job)).toEqual([]);
});

test('all faults come at once, nested as the original nests them', () => {
  const faults = faultsOf({
    ID: 'x y',
    Type: 'daemon',
    Priority: 500,
    TaskGroups: [{ ...group, Count: -1, Tasks: [{ ...task, Resources: { CPU: 0, MemoryMB: 1 } }] }],
  });
  expect(multiError(faults)).toBe(
    '4 errors occurred:\n\t* Job ID contains a space\n\t* Invalid job type: "daemon"\n' +
      '\t* Task group g validation failed: 2 errors occurred:\n' +
      "\t* Task group count can't be negative\n" +
      '\t* Task t validation failed: 1 error occurred:\n\t* 1 error occurred:\n' +
      '\t* 2 errors occurred:\n\t* minimum CPU value is 1; got 0\n' +
      '\t* minimum MemoryMB value is 10; got 1\n\n\n\n\n\n\n\n\n' +
      '\t* job priority must be between [1, 100]\n\n',
  );
});

describe('each fault is named', () => {
  test.each([
    { changed: { Periodic: CRON }, says: 'Periodic can only be used with "batch" or "sysbatch"' },
    { changed: batch({ Periodic: { Spec: '' } }), says: 'Must specify a spec' },
    {
      changed: batch({ Periodic: { ...CRON, Specs: ['@daily'] } }),
      says: 'Only cron or crons may be used',
    },
    {
      changed: batch({ Periodic: { ...CRON, SpecType: 'moon' } }),
      says: 'Unknown periodic specification type "moon"',
    },
    {
      changed: { Type: 'system', ParameterizedJob: {} },
      says: 'Parameterized job can only be used with "batch" or "sysbatch"',
    },
    {
      changed: batch({ ParameterizedJob: { Payload: 'maybe' } }),
      says: 'Unknown payload requirement: "maybe"',
    },
    {
      changed: batch({ ParameterizedJob: { MetaRequired: ['a', 'b'], MetaOptional: ['b'] } }),
      says: 'Following keys exist in both: [b]',
    },
    {
      changed: { Type: 'system', Affinities: [{ LTarget: 'x', RTarget: 'y' }] },
      says: 'System jobs may not have an affinity block',
    },
    {
      changed: { Constraints: [{ LTarget: 'x', Operand: 'distinct_property', RTarget: '0' }] },
      says: 'Distinct Property must have an allowed count of 1 or greater: 0 < 1',
    },
    {
      changed: { Constraints: [{ LTarget: 'x', Operand: 'version', RTarget: '>= 1.2, abc' }] },
      says: 'Version constraint is invalid: >= 1.2, abc',
    },
    {
      changed: { Constraints: [{ LTarget: 'x', Operand: 'semver', RTarget: '1.2' }] },
      says: 'Semver constraint is invalid: 1.2',
    },
    {
      changed: { Affinities: [{ Operand: 'distinct_hosts' }] },
      says: 'Unknown affinity operator "distinct_hosts"',
    },
    { changed: { TaskGroups: [] }, says: 'Missing job task groups' },
    { changed: { Datacenters: [''] }, says: 'Missing job datacenter' },
    { changed: { Priority: 0 }, says: 'job priority must be between [1, 100]' },
    { changed: { Stop: true }, says: 'DELETE /v1/job/<id>' },
    {
      changed: { TaskGroups: [group, group] },
      says: "Job task group 2 redefines 'g' from group 1",
    },
    { changed: { TaskGroups: [{ ...group, Name: '' }] }, says: 'Job task group 1 missing name' },
    { changed: inGroup({ Tasks: [] }), says: 'Missing tasks for task group' },
    { changed: inGroup({ Tasks: [task, task] }), says: "Task 2 redefines 't' from task 1" },
    {
      changed: inGroup({ Services: [{ Name: 'a b', Provider: 'nomad' }] }),
      says: "no longer than 63 characters: 'a b'",
    },
    {
      changed: inGroup({
        Services: [{ Name: 'a', Provider: 'nomad', Checks: [{ Type: 'http', Path: '/' }] }],
      }),
      says: 'interval cannot be lower than 1s',
    },
    {
      changed: inGroup({ EphemeralDisk: { SizeMB: 9 } }),
      says: 'minimum DiskMB value is 10; got 9',
    },
    {
      changed: inGroup({ EphemeralDisk: { SizeMB: 100 } }),
      says: 'log storage (100 MB) must be less than requested disk capacity (100 MB)',
    },
    {
      changed: inGroup({ RestartPolicy: { Mode: 'always' } }),
      says: 'Unsupported restart mode: "always"',
    },
    {
      changed: { Type: 'batch', ...inGroup({ Update: { MaxParallel: 1 } }) },
      says: 'Job type "batch" does not allow update block',
    },
    {
      changed: { Type: 'system', ...inGroup({ ReschedulePolicy: { Attempts: 1 } }) },
      says: 'System or sysbatch jobs should not have a reschedule policy',
    },
    {
      changed: { Type: 'system', ...inGroup({ Count: 2 }) },
      says: 'Job task group g has count 2. Count cannot exceed 1 with system scheduler',
    },
    {
      changed: inGroup({ Constraints: [{ LTarget: '${node.class}', Operand: 'like' }] }),
      says: 'Constraint 1 validation failed: Unknown constraint operator "like"',
    },
    {
      changed: inGroup({ Constraints: [{ LTarget: 'x', Operand: 'regexp', RTarget: '(' }] }),
      says: 'Regular expression failed to compile: (',
    },
    {
      changed: { Spreads: [{ Attribute: 'x', SpreadTarget: [{ Value: 'a', Percent: 120 }] }] },
      says: 'Spread target percentage for value "a" must be between 0 and 100',
    },
    { changed: { Affinities: [{ LTarget: 'x', RTarget: 'y', Weight: 200 }] }, says: '[-100,100]' },
    {
      changed: inGroup({
        Networks: [
          {
            ReservedPorts: [
              { Label: 'a', Value: 9000 },
              { Label: 'b', Value: 9000 },
            ],
          },
        ],
      }),
      says: 'Static port 9000 already reserved by taskgroup network:a',
    },
    {
      changed: inGroup({ Networks: [{ ReservedPorts: [{ Label: 'a', Value: 70_000 }] }] }),
      says: 'Port a has a static value 70000; it must be from 1 to 65535',
    },
  ])('$says', ({ changed, says }) => {
    expect(multiError(faultsOf(changed))).toContain(says);
  });
});

test.each([
  { changed: batch({ Periodic: CRON, ParameterizedJob: { MetaRequired: ['a'] } }) },
  { changed: { Periodic: { ...CRON, Enabled: false } } },
  { changed: { Type: 'sysbatch', Affinities: [{ LTarget: 'x', RTarget: 'y' }] } },
  {
    changed: { Constraints: [{ LTarget: 'x', Operand: 'version', RTarget: '~> 1.2, < 2.0-beta' }] },
  },
  { changed: { Constraints: [{ LTarget: 'x', Operand: 'semver', RTarget: '>= 1.2.3' }] } },
  { changed: { Constraints: [{ LTarget: 'x', Operand: 'distinct_property' }] } },
])('$changed is sound', ({ changed }) => {
  expect(faultsOf(changed)).toEqual([]);
});

test('networks of a task are deprecated, in the words that the quick start shows', () => {
  const hello = {
    ID: 'hello',
    TaskGroups: [
      { Name: 'example', Tasks: [{ ...task, Name: 'server', Resources: { Networks: [{}] } }] },
    ],
  };
  expect(warningText(jobWarnings(hello))).toBe(
    '1 warning:\n\n* Group "example" has warnings: 1 error occurred:\n' +
      '\t* Task "server" has warnings: 1 error occurred:\n' +
      '\t* task network resources have been deprecated as of Nomad 0.12.0. ' +
      'Please configure networking via group network block.',
  );
});
