import { expect, test } from '@jest/globals';
import type { EvaluationExplainResponse } from '@steppe/api-contract';
import { metric, nanosAt, plain } from '../testing/wire.ts';
import { explanationBlock } from './explanation.ts';

const SCORES = { binpack: 0.0157, 'job-anti-affinity': 0 };

const EXPLAINED: EvaluationExplainResponse = {
  EvalID: '22a866d7-6095-5d05-6962-6f5d4af768bd',
  Namespace: 'default',
  JobID: 'web',
  Type: 'service',
  TriggeredBy: 'job-register',
  Status: 'complete',
  BlockedEval: '',
  PreviousEval: '',
  LogicVersion: 1,
  ExplainedByVersion: 1,
  Decisions: [
    {
      SnapshotIndex: 17,
      Time: nanosAt('17:54:31'),
      Placements: [
        {
          Name: 'web.app[0]',
          TaskGroup: 'app',
          AllocID: 'acfbab04-95a4-d18d-d1c3-1ba4b4d5efca',
          NodeID: 'ab9a42cd-7d2c-a855-d393-c4af4d05d0a1',
          NodeName: 'client1',
          Metrics: metric({
            NodesEvaluated: 2,
            NodesFiltered: 1,
            ConstraintFiltered: { '${attr.kernel.name} = linux': 1 },
          }),
          Nodes: [
            {
              NodeID: 'ab9a42cd-7d2c-a855-d393-c4af4d05d0a1',
              NodeName: 'client1',
              Verdict: 'scored',
              Reason: '',
              Scores: SCORES,
              NormScore: 0.0157,
              Chosen: true,
              PreemptedAllocations: null,
            },
            {
              NodeID: 'f90c45b9-207f-40ca-0dc3-42721ea1f5fb',
              NodeName: 'client2',
              Verdict: 'filtered',
              Reason: '${attr.kernel.name} = linux',
              Scores: null,
              NormScore: 0,
              Chosen: false,
              PreemptedAllocations: null,
            },
          ],
        },
      ],
      Allocations: [
        {
          Action: 'place',
          AllocID: 'acfbab04-95a4-d18d-d1c3-1ba4b4d5efca',
          Name: 'web.app[0]',
          TaskGroup: 'app',
          NodeID: 'ab9a42cd-7d2c-a855-d393-c4af4d05d0a1',
          NodeName: 'client1',
          Why: 'the group wants 1',
          Rejected: false,
        },
      ],
      QueuedAllocations: { app: 0 },
      FollowupEvals: [],
    },
  ],
};

test('a decision with the verdict on each node', () => {
  expect(explanationBlock(EXPLAINED, plain())).toBe(`\
ID           = 22a866d7
Status       = complete
Type         = service
TriggeredBy  = job-register
Job ID       = web
Namespace    = default
Blocked Eval = <none>

Decision
Snapshot Index = 17
Time           = 2026-11-22T17:54:31Z
Queued         = <none>

Allocations
Action  Name        ID        Node ID   Node Name  Why
place   web.app[0]  acfbab04  ab9a42cd  client1    the group wants 1

web.app[0]: node "client1"
   Node ID   Node Name  binpack  job-anti-affinity  final score  Verdict
*  ab9a42cd  client1    0.0157   0                  0.0157       fits
   f90c45b9  client2    -        -                  -            filtered: \${attr.kernel.name} = linux
  * Constraint "\${attr.kernel.name} = linux": 1 node excluded by filter`);
});

test.each([
  { victims: ['396c3146-36a7-9535-69d4-158a8bdca5d4'], said: 'preempts 1 allocation' },
  { victims: ['396c3146', '9e26a9e7'], said: 'preempts 2 allocations' },
])('of a node on which room is made: $said', ({ victims, said }) => {
  const [decision] = EXPLAINED.Decisions;
  const Placements = decision?.Placements.map((placement) => ({
    ...placement,
    Nodes: placement.Nodes?.map((node) => ({ ...node, PreemptedAllocations: victims })) ?? null,
  }));
  const Decisions = decision && Placements ? [{ ...decision, Placements }] : [];
  const text = explanationBlock({ ...EXPLAINED, Decisions }, plain());
  expect(text).toContain(`0.0157       ${said}`);
});

test.each([
  { given: { Status: 'pending' }, said: 'It has not been decided yet.' },
  {
    given: { Status: 'blocked', PreviousEval: '2afa2ce9-ed96-bc44-6e05-69abc7aa94af' },
    said: 'It waits for what evaluation "2afa2ce9" could not place: explain that one.',
  },
  {
    given: { Status: 'complete' },
    said: 'Nothing was decided: the log holds no decision of it.',
  },
])('without a decision: $said', ({ given, said }) => {
  const text = explanationBlock({ ...EXPLAINED, ...given, Decisions: [] }, plain());
  expect(text).toContain(said);
});

test('a decision by other rules says so', () => {
  const text = explanationBlock({ ...EXPLAINED, LogicVersion: 2 }, plain());
  expect(text).toContain("decided by version 2 of the scheduler's rules");
});
