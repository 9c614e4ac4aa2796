import { describe, expect, test } from '@jest/globals';
import { faultsOf, inTask } from '../../testing/changed-job.ts';
import { multiError } from './multi-error.ts';

const TEMPLATE = { EmbeddedTmpl: 'x', DestPath: 'local/x' };
const ACTION = { Name: 'a', Command: 'x' };

describe('each fault of a task is named', () => {
  test.each([
    {
      changed: inTask({ DispatchPayload: { File: '../../../x' } }),
      says: 'Dispatch Payload 1 validation failed: destination escapes allocation directory',
    },
    {
      changed: inTask({ Constraints: [{ Operand: 'distinct_hosts' }] }),
      says: 'Constraint 1 has disallowed Operand at task level: distinct_hosts',
    },
    ...['alloc', '.', '..'].map((name) => ({
      changed: inTask({ Name: name }),
      says: `Task cannot be named "${name}"`,
    })),
    {
      changed: inTask({ Resources: { CPU: 100, Cores: 1 } }),
      says: "Task can only ask for 'cpu' or 'cores' resource, not both.",
    },
    {
      changed: inTask({ Resources: { MemoryMB: 100, SecretsMB: 200 } }),
      says: 'SecretsMB value (200) cannot be larger than MemoryMB value (100)',
    },
    ...[
      { checksum: 'abc', says: 'checksum must be given as "type:value"; got "abc"' },
      { checksum: 'sha9:ab', says: 'unsupported checksum type: sha9' },
      { checksum: 'md5:ab', says: 'invalid md5 checksum: ab' },
    ].map(({ checksum, says }) => ({
      changed: inTask({ Artifacts: [{ GetterSource: 'x', GetterOptions: { checksum } }] }),
      says,
    })),
    {
      changed: inTask({ Templates: [TEMPLATE, TEMPLATE] }),
      says: 'Template 2 has same destination as 1',
    },
    { changed: inTask({ Identities: [{ Name: 'a b' }] }), says: 'invalid name "a b"' },
    {
      changed: inTask({ Identity: { TTL: 5 } }),
      says: 'ttl for default identity not yet supported',
    },
    { changed: inTask({ Actions: [{ Name: 'a b', Command: 'x' }] }), says: "invalid name 'a b'" },
    { changed: inTask({ Actions: [{ Name: 'a' }] }), says: 'command cannot be empty' },
    {
      changed: inTask({ Actions: [ACTION, ACTION] }),
      says: 'Action a defined multiple times',
    },
    { changed: inTask({ Driver: '' }), says: 'Missing task driver' },
    { changed: inTask({ Name: '' }), says: 'Task 1 missing name' },
    { changed: inTask({ Name: 'a/b' }), says: 'Task name cannot include slashes' },
    { changed: inTask({ Config: {} }), says: 'Missing command in the config of driver raw_exec' },
    { changed: inTask({ Driver: 'docker', Config: null }), says: 'Missing image in the config' },
    {
      changed: inTask({ Services: [{ Name: 'a', Provider: 'eureka' }] }),
      says: 'Service provider must be "consul" or "nomad"',
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
      changed: inTask({ Templates: [{ EmbeddedTmpl: 'x', DestPath: 'a', ChangeMode: 'script' }] }),
      says: 'must specify change script',
    },
    {
      changed: inTask({ VolumeMounts: [{ Volume: 'v', Destination: '/v' }] }),
      says: 'references undefined volume v',
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
  ])('$says', ({ changed, says }) => {
    expect(multiError(faultsOf(changed))).toContain(says);
  });
});

test.each([
  { changed: inTask({ Resources: { Cores: 2 } }) },
  { changed: inTask({ Templates: [{ ...TEMPLATE, ChangeMode: 'signal' }] }) },
  { changed: inTask({ Actions: [{ Name: 'a.b', Command: 'x' }] }) },
])('$changed is sound', ({ changed }) => {
  expect(faultsOf(changed)).toEqual([]);
});
