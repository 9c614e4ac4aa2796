import { expect, test } from '@jest/globals';
import { at, evaluation, metric, nanosAt, plain, stub } from '../testing/wire.ts';
import { evaluationBlock } from './evaluation.ts';

const UPDATES = {
  Ignore: 0,
  Place: 4,
  Migrate: 0,
  Stop: 0,
  InPlaceUpdate: 0,
  DestructiveUpdate: 0,
  Canary: 0,
  Preemptions: 0,
  Disconnect: 0,
  Reconnect: 0,
  RescheduleNow: 0,
  RescheduleLater: 0,
};

test('an evaluation that could not place all', () => {
  const given = evaluation({
    ID: '22a866d7-6095-5d05-6962-6f5d4af768bd',
    JobID: 'huge',
    CreateTime: nanosAt('17:54:31'),
    ModifyTime: nanosAt('17:54:31'),
    BlockedEval: '2afa2ce9-ed96-bc44-6e05-69abc7aa94af',
    PlanAnnotations: { DesiredTGUpdates: { g: UPDATES }, PreemptedAllocs: null },
    FailedTGAllocs: {
      g: metric({ NodesExhausted: 2, DimensionExhausted: { cpu: 2 }, CoalescedFailures: 1 }),
    },
    RelatedEvals: [
      {
        ID: '2afa2ce9-ed96-bc44-6e05-69abc7aa94af',
        Namespace: 'default',
        Priority: 50,
        Type: 'service',
        TriggeredBy: 'queued-allocs',
        JobID: 'huge',
        NodeID: '',
        DeploymentID: '',
        Status: 'canceled',
        StatusDescription: 'existing blocked evaluation exists for job "huge"',
        WaitUntil: null,
        NextEval: '',
        PreviousEval: '',
        BlockedEval: '',
        CreateIndex: 1,
        ModifyIndex: 1,
        CreateTime: 0,
        ModifyTime: 0,
      },
    ],
  });
  const placed = [
    stub({
      ID: 'acfbab04-95a4-d18d-d1c3-1ba4b4d5efca',
      TaskGroup: 'g',
      CreateTime: nanosAt('17:54:31'),
      ModifyTime: nanosAt('17:54:42'),
    }),
  ];
  expect(evaluationBlock(given, placed, plain({ nowMs: at('17:54:43') }))).toBe(`\
ID                 = 22a866d7
Create Time        = 12s ago
Modify Time        = 12s ago
Status             = complete
Status Description = complete
Type               = service
TriggeredBy        = job-register
Job ID             = huge
Namespace          = default
Priority           = 50
Placement Failures = true
Previous Eval      = <none>
Next Eval          = <none>
Blocked Eval       = 2afa2ce9

Related Evaluations
ID        Priority  Triggered By   Node ID  Status    Description
2afa2ce9  50        queued-allocs  <none>   canceled  existing blocked evaluation exists for job "huge"

Plan Annotations
Task Group  Ignore  Place  Stop  InPlace  Destructive
g           0       4      0     0        0

Placed Allocations
ID        Node ID   Task Group  Version  Desired  Status   Created  Modified
acfbab04  ab9a42cd  g           0        run      running  12s ago  1s ago

Failed Placements
Task Group "g" (failed to place 2 allocations):
  * Resources exhausted on 2 nodes
  * Dimension "cpu" exhausted on 2 nodes

Evaluation "2afa2ce9" waiting for additional capacity to place remainder`);
});
