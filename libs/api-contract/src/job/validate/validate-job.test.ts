import { describe, expect, test } from '@jest/globals';
import { canonicalJob } from '../canonical-job.ts';
import { jobWarnings } from './job-warnings.ts';
import { multiError, warningText } from './multi-error.ts';
import { validateJob } from './validate-job.ts';

const task = { Name: 't', Driver: 'raw_exec', Config: { command: '/bin/true' } };
const group = { Name: 'g', Tasks: [task] };
const job = { ID: 'x', Datacenters: ['dc1'], TaskGroups: [group] };

const faultsOf = (changed: Record<string, unknown>) =>
  validateJob(canonicalJob({ ...job, ...changed }, 'default'));
const inGroup = (changes: Record<string, unknown>) => ({ TaskGroups: [{ ...group, ...changes }] });
const inTask = (changes: Record<string, unknown>) => inGroup({ Tasks: [{ ...task, ...changes }] });

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
    { changed: inTask({ Driver: '' }), says: 'Missing task driver' },
    { changed: inTask({ Name: '' }), says: 'Task 1 missing name' },
    { changed: inTask({ Name: 'a/b' }), says: 'Task name cannot include slashes' },
    { changed: inTask({ Config: {} }), says: 'Missing command in the config of driver raw_exec' },
    { changed: inTask({ Driver: 'docker', Config: null }), says: 'Missing image in the config' },
    {
      changed: inGroup({ Services: [{ Name: 'a b', Provider: 'nomad' }] }),
      says: "no longer than 63 characters: 'a b'",
    },
    {
      changed: inTask({ Services: [{ Name: 'a', Provider: 'eureka' }] }),
      says: 'Service provider must be "consul" or "nomad"',
    },
    {
      changed: inGroup({
        Services: [{ Name: 'a', Provider: 'nomad', Checks: [{ Type: 'http', Path: '/' }] }],
      }),
      says: 'interval cannot be lower than 1s',
    },
    { changed: inTask({ Artifacts: [{}] }), says: 'source must be specified' },
    {
      changed: inTask({ Artifacts: [{ GetterSource: 'x', RelativeDest: '../../x' }] }),
      says: 'destination escapes allocation directory',
    },
    {
      changed: inTask({ Templates: [{ EmbeddedTmpl: 'x' }] }),
      says: 'Template 1 validation failed: must specify a destination',
    },
    {
      changed: inTask({ Templates: [{ EmbeddedTmpl: 'x', DestPath: 'a', ChangeMode: 'later' }] }),
      says: 'ChangeMode: Invalid option',
    },
    {
      changed: inTask({ Templates: [{ EmbeddedTmpl: 'x', DestPath: 'a', ChangeMode: 'signal' }] }),
      says: 'must specify signal value',
    },
    {
      changed: inTask({ Templates: [{ EmbeddedTmpl: 'x', DestPath: 'a', ChangeMode: 'script' }] }),
      says: 'must specify change script',
    },
    {
      changed: inTask({ VolumeMounts: [{ Volume: 'v', Destination: '/v' }] }),
      says: 'references undefined volume v',
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
      changed: inTask({ LogConfig: { MaxFiles: 31, Disabled: true } }),
      says: 'log storage (310 MB) must be less than requested disk capacity (300 MB)',
    },
    {
      changed: inTask({ LogConfig: { MaxFiles: 0 } }),
      says: 'minimum number of files is 1; got 0',
    },
    { changed: inTask({ KillTimeout: -1 }), says: 'KillTimeout must be a positive value' },
    { changed: inTask({ Lifecycle: { Hook: 'now' } }), says: 'invalid hook: now' },
    {
      changed: inTask({ Resources: { MemoryMB: 100, MemoryMaxMB: 50 } }),
      says: 'MemoryMaxMB value (50) should be larger than MemoryMB value (100)',
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
