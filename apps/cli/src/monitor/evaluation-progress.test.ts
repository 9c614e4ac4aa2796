import { expect, test } from '@jest/globals';
import { evaluation, metric, stub } from '../testing/wire.ts';
import { endOf, NOTHING_TOLD, newsOf } from './evaluation-progress.ts';

const SHORT = { verbose: false };
const DEPLOYMENT = '163c740e-611e-eea1-95bc-c9b4caa12653';

test('tells all of an evaluation that has ended before it was first seen', () => {
  const snapshot = {
    evaluation: evaluation({ DeploymentID: DEPLOYMENT }),
    allocations: [stub()],
  };
  expect(newsOf(NOTHING_TOLD, snapshot, SHORT).lines).toEqual([
    'Evaluation triggered by job "web"',
    'Evaluation within deployment: "163c740e"',
    'Allocation "4147cf61" created: node "ab9a42cd", group "app"',
    'Evaluation status changed: "pending" -> "complete"',
  ]);
});

test('tells only what is new', () => {
  const pending = evaluation({ Status: 'pending' });
  const first = newsOf(NOTHING_TOLD, { evaluation: pending, allocations: [] }, SHORT);
  expect(first.lines).toEqual(['Evaluation triggered by job "web"']);

  const placed = { evaluation: pending, allocations: [stub({ ClientStatus: 'pending' })] };
  const second = newsOf(first.after, placed, SHORT);
  expect(second.lines).toEqual(['Allocation "4147cf61" created: node "ab9a42cd", group "app"']);
  expect(newsOf(second.after, placed, SHORT).lines).toEqual([]);

  const ended = { evaluation: evaluation(), allocations: [stub()] };
  expect(newsOf(second.after, ended, SHORT).lines).toEqual([
    'Allocation "4147cf61" status changed: "pending" -> "running" (Tasks are running)',
    'Evaluation status changed: "pending" -> "complete"',
  ]);
});

test('an allocation that was there before is modified', () => {
  const snapshot = { evaluation: evaluation(), allocations: [stub({ CreateIndex: 3 })] };
  expect(newsOf(NOTHING_TOLD, snapshot, SHORT).lines).toContain(
    'Allocation "4147cf61" modified: node "ab9a42cd", group "app"',
  );
});

test('the end names what could not be placed, and why', () => {
  const given = evaluation({
    FailedTGAllocs: { g: metric({ NodesEvaluated: 0 }) },
    BlockedEval: 'e297c226-0000-4000-8000-000000000001',
  });
  expect(endOf(given, SHORT)).toEqual({
    headline:
      'Evaluation "30014a10" finished with status "complete" but failed to place all allocations:',
    lines: [
      'Task Group "g" (failed to place 1 allocation):\n      * No nodes were eligible for evaluation',
      'Evaluation "e297c226" waiting for additional capacity to place remainder',
    ],
  });
});
