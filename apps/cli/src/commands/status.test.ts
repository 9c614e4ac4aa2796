import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import {
  ALLOC_ID,
  completed,
  NODE_ID,
  placed,
  openClusterWithNode,
  type TestCluster,
} from '../testing/api.ts';
import { HELLO } from '../testing/hello.ts';
import { NOW_MS } from '../testing/run.ts';

let cluster: TestCluster;
let evalId: string;

beforeAll(async () => {
  cluster = await openClusterWithNode();
  const { stdout } = await cluster.run(['run', '-detach', '-'], { stdin: HELLO });
  evalId = /Evaluation ID: (\S+)/.exec(stdout)?.[1] ?? '';
  await cluster.append(subjects.node(NODE_ID), placed(cluster, evalId));
  await cluster.append(subjects.evaluation('default', 'hello'), completed(evalId));
  await cluster.append(subjects.client(NODE_ID), {
    type: 'AllocationStatusReported',
    v: 1,
    allocId: ALLOC_ID,
    clientStatus: 'running',
    clientDescription: 'Tasks are running',
    tasks: {
      server: {
        state: 'running',
        failed: false,
        restarts: 0,
        startedAtMs: NOW_MS,
        newEvents: [
          { type: 'Started', atMs: NOW_MS, message: '', displayMessage: 'Task started by client' },
        ],
      },
    },
  });
});
afterAll(() => cluster.close());

const JOB = `ID            = hello
Name          = hello
Submit Date   = 2026-11-22T18:00:00Z
Type          = service
Priority      = 50
Datacenters   = dc1
Namespace     = default
Node Pool     = default
Status        = running
Periodic      = false
Parameterized = false

Summary
Task Group  Queued  Starting  Running  Failed  Complete  Lost  Unknown
example     0       0         1        0       0         0     0

Allocations
ID        Node ID   Task Group  Version  Desired  Status   Created  Modified
8bb1da93  b9a46ae1  example     0        run      running  0s ago   0s ago
`;

const ALLOCATION = `ID                  = ${ALLOC_ID}
Eval ID             = 63f5f73d
Name                = hello.example[0]
Node ID             = b9a46ae1
Node Name           = client1
Job ID              = hello
Job Version         = 0
Client Status       = running
Client Description  = Tasks are running
Desired Status      = run
Desired Description = <none>
Created             = 0s ago
Modified            = 0s ago

Task "server" is "running"
Task Resources:
CPU      Memory   Disk     Addresses
100 MHz  300 MiB  300 MiB  

Task Events:
Started At     = 2026-11-22T18:00:00Z
Finished At    = N/A
Total Restarts = 0
Last Restart   = N/A

Recent Events:
Time                  Type     Description
2026-11-22T18:00:00Z  Started  Task started by client
`;

test.each([
  {
    argv: ['job', 'status'],
    stdout: `ID     Type     Priority  Status   Submit Date
hello  service  50        running  2026-11-22T18:00:00Z
`,
  },
  { argv: ['job', 'status', 'hello'], stdout: JOB },
  { argv: ['status', 'hel'], stdout: JOB },
  { argv: ['alloc', 'status', '8bb'], stdout: ALLOCATION },
  { argv: ['status', '8bb1da93'], stdout: ALLOCATION },
  {
    argv: ['alloc', 'status', '-t', '{{.Name}} {{.ClientStatus}}', '8b'],
    stdout: 'hello.example[0] running\n',
  },
  { argv: ['node', 'status', '-quiet'], stdout: `${NODE_ID}\n` },
  { argv: ['deployment', 'list'], stdout: 'No deployments found\n' },
  {
    argv: ['eval', 'list'],
    stdout: `ID        Priority  Triggered By  Job ID  Namespace  Node ID  Status    Placement Failures
63f5f73d  50        job-register  hello   default    <none>   complete  false
`,
  },
])('steppe $argv', async ({ argv, stdout }) => {
  expect(await cluster.run(argv)).toEqual({ code: 0, stdout, stderr: '' });
});

test('node status, though its agent cannot be asked', async () => {
  const { code, stdout, stderr } = await cluster.run(['node', 'status', 'b9']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `ID              = ${NODE_ID}
Name            = client1
Node Pool       = default
Class           = <none>
DC              = dc1
Drain           = false
Eligibility     = eligible
Status          = ready
CSI Controllers = <none>
CSI Drivers     = <none>
Host Volumes    = <none>
Host Networks   = <none>
CSI Volumes     = <none>
Driver Status   = <none>

Node Events
Time                  Subsystem  Message
2026-11-22T18:00:00Z  Cluster    Node registered

Allocated Resources
CPU           Memory          Disk             Alloc Count
100/4498 MHz  300 MiB/24 GiB  300 MiB/252 GiB  1

Allocations
ID        Node ID   Task Group  Version  Desired  Status   Created  Modified
8bb1da93  b9a46ae1  example     0        run      running  0s ago   0s ago
`,
  });
  expect(stderr).toMatch(/^Error fetching node stats: /);
});

test('server members', async () => {
  const { code, stdout } = await cluster.run(['server', 'members']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Name +Address +Port +Status +Leader .*\nserver1\.global .* alive +true /,
  );
});

test.each([
  { argv: ['job', 'status', 'nosuch'], says: 'No job(s) with prefix or ID "nosuch" found\n' },
  { argv: ['job', 'stop', 'nosuch'], says: 'No job(s) with prefix or ID "nosuch" found\n' },
  { argv: ['inspect', 'nosuch'], says: 'No job(s) with prefix or ID "nosuch" found\n' },
  { argv: ['status', 'nosuch'], says: 'Unable to resolve ID: "nosuch"\n' },
  {
    argv: ['alloc', 'status', 'ffffffff'],
    says: 'No allocation(s) with prefix or id "ffffffff" found\n',
  },
  { argv: ['logs', 'ffffffff'], says: 'No allocation(s) with prefix or id "ffffffff" found\n' },
  { argv: ['alloc', 'status', '3'], says: 'Identifier must contain at least two characters.\n' },
  { argv: ['node', 'status', 'ffffffff'], says: 'No node(s) with prefix "ffffffff" found\n' },
  { argv: ['node', 'status', '-self'], says: 'Steppe not running in client mode\n' },
  {
    argv: ['eval', 'status', 'ffffffff'],
    says: 'No evaluation(s) with prefix or id "ffffffff" found\n',
  },
  {
    argv: ['deployment', 'status', 'ffffffff'],
    says: 'Error retrieving deployment: Deployment ID "ffffffff" matched no deployments\n',
  },
  {
    argv: ['alloc', 'status', 'nosuch'],
    says: `Error querying allocation: Unexpected response code: 400 (alloc lookup failed: index error: Invalid UUID: encoding/hex: invalid byte: U+006E 'n')\n`,
  },
  {
    argv: ['logs', '8bb1', 'notask'],
    says: 'Failed to read stdout file: error reading file: Unexpected response code: 400 (unknown task name "notask")\n',
  },
  {
    argv: ['inspect', '-version', '7', 'hello'],
    says: 'Error inspecting job: job "hello" with version 7 couldn\'t be found\n',
  },
])('steppe $argv finds nothing', async ({ argv, says }) => {
  expect(await cluster.run(argv)).toEqual({ code: 1, stdout: '', stderr: says });
});

test('a prefix that means several jobs lists them', async () => {
  const other = HELLO.replace('"hello"', '"help"');
  await cluster.run(['run', '-detach', '-'], { stdin: other });
  const { code, stderr } = await cluster.run(['job', 'status', 'hel']);
  await cluster.run(['stop', '-purge', '-detach', 'help']);
  expect(code).toBe(1);
  expect(stderr).toBe(`Prefix "hel" matched multiple jobs

ID     Type     Priority  Status   Submit Date
hello  service  50        running  2026-11-22T18:00:00Z
help   service  50        pending  2026-11-22T18:00:00Z
`);
});

test.each([
  { stdin: 'n\n', code: 0, says: 'Cancelling job stop' },
  { stdin: 'yes please\n', code: 0, says: "an exact 'y' is required" },
  { stdin: '', code: 1, says: '' },
])('a job named by its beginning is not stopped on $stdin', async ({ stdin, code, says }) => {
  const ran = await cluster.run(['stop', '-detach', 'hell'], { stdin });
  expect(ran.code).toBe(code);
  expect(ran.stdout).toContain('Are you sure you want to stop job "hello"? [y/N]\n');
  expect(ran.stdout).toContain(says);
  const { stdout } = await cluster.run(['inspect', '-t', '{{.Stop}}', 'hello']);
  expect(stdout).toBe('false\n');
});
