import { expect, test } from '@jest/globals';
import { deployment, evaluation, jobStub, metric, nodeStub } from '../testing/wire.ts';
import { deploymentTable } from './deployment-table.ts';
import { evaluationList } from './evaluation-table.ts';
import { jobTable } from './job-table.ts';
import { memberTable } from './member-table.ts';
import { nodeTable } from './node-table.ts';
import { failedGroupTitle, placementReasons } from './placement-failures.ts';

const NODES = [
  nodeStub({ ID: 'f90c45b9-207f-40ca-0dc3-42721ea1f5fb', Name: 'client2' }),
  nodeStub(),
];

test('jobs', () => {
  const jobs = [
    jobStub({ ID: 'hello', Stop: true, Status: 'dead' }),
    jobStub({ ID: 'nightly', Type: 'batch', Periodic: true }),
  ];
  expect(jobTable(jobs)).toBe(`\
ID       Type            Priority  Status          Submit Date
hello    service         50        dead (stopped)  2026-11-22T17:44:46Z
nightly  batch/periodic  50        running         2026-11-22T17:44:46Z`);
});

test('nodes', () => {
  expect(nodeTable(NODES, { verbose: false })).toBe(`\
ID        Node Pool  DC   Name     Class   Drain  Eligibility  Status
f90c45b9  default    dc1  client2  <none>  false  eligible     ready
ab9a42cd  default    dc1  client1  <none>  false  eligible     ready`);
});

test('nodes with details', () => {
  expect(nodeTable(NODES, { verbose: true })).toBe(`\
ID                                    Node Pool  DC   Name     Class   Address    Version  Drain  Eligibility  Status
f90c45b9-207f-40ca-0dc3-42721ea1f5fb  default    dc1  client2  <none>  127.0.0.1  2.0.5    false  eligible     ready
ab9a42cd-7d2c-a855-d393-c4af4d05d0a1  default    dc1  client1  <none>  127.0.0.1  2.0.5    false  eligible     ready`);
});

test('nodes with what they run', () => {
  const runningAllocs = new Map([['f90c45b9-207f-40ca-0dc3-42721ea1f5fb', 1]]);
  expect(nodeTable(NODES, { verbose: false, runningAllocs })).toBe(`\
ID        Node Pool  DC   Name     Class   Drain  Eligibility  Status  Running Allocs
f90c45b9  default    dc1  client2  <none>  false  eligible     ready   1
ab9a42cd  default    dc1  client1  <none>  false  eligible     ready   0`);
});

test('evaluations, newest first', () => {
  const evaluations = [
    evaluation({ ID: '1921597f-a316-ba7d-b971-022a5104feaa', CreateIndex: 1 }),
    evaluation({
      ID: '81ff9284-5629-dca0-e83d-903f71f2def2',
      TriggeredBy: 'node-update',
      NodeID: 'ab9a42cd-7d2c-a855-d393-c4af4d05d0a1',
      CreateIndex: 2,
    }),
  ];
  expect(evaluationList(evaluations, { verbose: false })).toBe(`\
ID        Priority  Triggered By  Job ID  Namespace  Node ID   Status    Placement Failures
81ff9284  50        node-update   web     default    ab9a42cd  complete  false
1921597f  50        job-register  web     default    <none>    complete  false`);
});

test('deployments, newest first', () => {
  const later = deployment({
    ID: 'b746de35-999b-f8f4-ce3d-95bf53471baa',
    JobVersion: 1,
    CreateIndex: 30,
  });
  expect(deploymentTable([deployment(), later], { verbose: false })).toBe(`\
ID        Job ID  Job Version  Status      Description
b746de35  web     1            successful  Deployment completed successfully
163c740e  web     0            successful  Deployment completed successfully`);
});

test('servers', () => {
  const member = {
    Name: 'vm.global',
    Addr: 'fd00::2',
    Port: 4648,
    Status: 'alive',
    ProtocolCur: 2,
    Tags: { port: '4647', raft_vsn: '3', build: '2.0.5', dc: 'dc1', region: 'global' },
  };
  expect(memberTable([member], { leader: '[fd00::2]:4647', verbose: false })).toBe(`\
Name       Address  Port  Status  Leader  Raft Version  Build  Datacenter  Region
vm.global  fd00::2  4648  alive   true    3             2.0.5  dc1         global`);
});

test.each([
  {
    given: metric({ NodesEvaluated: 0 }),
    expected: ['  * No nodes were eligible for evaluation'],
  },
  {
    given: metric({ NodesFiltered: 2, ConstraintFiltered: { '${attr.kernel.name} = windows': 2 } }),
    expected: ['  * Constraint "${attr.kernel.name} = windows": 2 nodes excluded by filter'],
  },
  {
    given: metric({ NodesExhausted: 2, DimensionExhausted: { cpu: 1 } }),
    expected: ['  * Resources exhausted on 2 nodes', '  * Dimension "cpu" exhausted on 1 node'],
  },
  {
    given: metric({ NodesEvaluated: 0, NodesAvailable: { dc9: 0 } }),
    expected: [
      '  * No nodes were eligible for evaluation',
      '  * No nodes are available in datacenter "dc9"',
    ],
  },
])('why nothing was placed: $expected', ({ given, expected }) => {
  expect(placementReasons(given)).toEqual(expected);
});

test('how many were not placed', () => {
  expect(failedGroupTitle('g', metric())).toBe('Task Group "g" (failed to place 1 allocation):');
  expect(failedGroupTitle('g', metric({ CoalescedFailures: 1 }))).toBe(
    'Task Group "g" (failed to place 2 allocations):',
  );
});
