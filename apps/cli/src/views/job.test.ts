import type { WireJob } from '@steppe/api-contract';
import { expect, test } from '@jest/globals';
import {
  at,
  deployment,
  evaluation,
  metric,
  nanosAt,
  plain,
  stub,
  summary,
} from '../testing/wire.ts';
import { jobBlock, type JobView } from './job.ts';

const JOB: WireJob = {
  ID: 'web',
  Name: 'web',
  Type: 'service',
  Priority: 50,
  Datacenters: ['dc1'],
  Namespace: 'default',
  NodePool: 'default',
  Status: 'running',
  SubmitTime: nanosAt('17:44:46'),
};

const OVERVIEW = `\
ID            = web
Name          = web
Submit Date   = 2026-11-22T17:44:46Z
Type          = service
Priority      = 50
Datacenters   = dc1
Namespace     = default
Node Pool     = default
Status        = running
Periodic      = false
Parameterized = false`;

const RUNNING: JobView = {
  job: JOB,
  summary: summary({ Running: 2 }),
  children: [],
  evaluations: [
    evaluation(),
    evaluation({
      ID: 'a7c49465-c9a9-e7fd-9dd1-d96c3bae6713',
      TriggeredBy: 'deployment-watcher',
      CreateIndex: 20,
    }),
  ],
  deployment: deployment(),
  allocations: [
    stub({
      ID: 'a696f71a-a186-6b6a-2bf3-2ba1cb8c717f',
      NodeID: 'f90c45b9-207f-40ca-0dc3-42721ea1f5fb',
      NodeName: 'client2',
      ModifyTime: nanosAt('17:44:48'),
    }),
    stub(),
  ],
};

test('a job that runs', () => {
  const options = { ...plain({ nowMs: at('17:44:49') }), evals: false };
  expect(jobBlock(RUNNING, options)).toBe(`${OVERVIEW}

Summary
Task Group  Queued  Starting  Running  Failed  Complete  Lost  Unknown
app         0       0         2        0       0         0     0

Latest Deployment
ID          = 163c740e
Status      = successful
Description = Deployment completed successfully

Deployed
Task Group  Desired  Placed  Healthy  Unhealthy  Progress Deadline
app         2        2       2        0          2026-11-22T17:46:47Z

Allocations
ID        Node ID   Task Group  Version  Desired  Status   Created  Modified
4147cf61  ab9a42cd  app         0        run      running  3s ago   2s ago
a696f71a  f90c45b9  app         0        run      running  3s ago   1s ago`);
});

test('a job with all details', () => {
  const options = { ...plain({ nowMs: at('17:44:49'), verbose: true }), evals: false };
  expect(jobBlock(RUNNING, options)).toBe(`${OVERVIEW}

Summary
Task Group  Queued  Starting  Running  Failed  Complete  Lost  Unknown
app         0       0         2        0       0         0     0

Evaluations
ID                                    Priority  Triggered By        Status    Placement Failures
a7c49465-c9a9-e7fd-9dd1-d96c3bae6713  50        deployment-watcher  complete  false
30014a10-3fe5-d000-20c8-09879117886d  50        job-register        complete  false

Latest Deployment
ID          = 163c740e-611e-eea1-95bc-c9b4caa12653
Status      = successful
Description = Deployment completed successfully

Deployed
Task Group  Desired  Placed  Healthy  Unhealthy  Progress Deadline
app         2        2       2        0          2026-11-22T17:46:47Z

Allocations
ID                                    Eval ID                               Node ID                               Node Name  Task Group  Version  Desired  Status   Created               Modified
4147cf61-dc2a-390e-4569-55faac39abed  30014a10-3fe5-d000-20c8-09879117886d  ab9a42cd-7d2c-a855-d393-c4af4d05d0a1  client1    app         0        run      running  2026-11-22T17:44:46Z  2026-11-22T17:44:47Z
a696f71a-a186-6b6a-2bf3-2ba1cb8c717f  30014a10-3fe5-d000-20c8-09879117886d  f90c45b9-207f-40ca-0dc3-42721ea1f5fb  client2    app         0        run      running  2026-11-22T17:44:46Z  2026-11-22T17:44:48Z`);
});

test('a job that cannot be placed', () => {
  const failed = { app: metric({ NodesEvaluated: 0 }) };
  const view = {
    ...RUNNING,
    summary: summary({ Queued: 1 }),
    evaluations: [
      evaluation({ FailedTGAllocs: failed }),
      evaluation({ Status: 'blocked', CreateIndex: 15, FailedTGAllocs: failed }),
    ],
    deployment: undefined,
    allocations: [],
  };
  expect(jobBlock(view, { ...plain(), evals: false })).toBe(`${OVERVIEW}

Summary
Task Group  Queued  Starting  Running  Failed  Complete  Lost  Unknown
app         1       0         0        0       0         0     0

Placement Failure
Task Group "app":
  * No nodes were eligible for evaluation

Allocations
No allocations placed`);
});

test('a job whose allocation is tried again later', () => {
  const followUp = evaluation({
    ID: '61d0bcf4-0000-4000-8000-000000000001',
    Status: 'pending',
    WaitUntil: '2026-11-22T17:45:04Z',
  });
  const view = {
    ...RUNNING,
    evaluations: [followUp],
    allocations: [stub({ ClientStatus: 'failed', FollowupEvalID: followUp.ID })],
  };
  const options = { ...plain({ nowMs: at('17:44:49') }), evals: false };
  expect(jobBlock(view, options)).toContain(`
Future Rescheduling Attempts
Task Group  Eval ID   Eval Time
app         61d0bcf4  15s from now
`);
});
