import { expect, test } from '@jest/globals';
import { subjects } from '../events/subjects.ts';
import {
  createsDeployment,
  type Entry,
  places,
  registersJob,
  registersNode,
  reports,
  stateAfter,
  stopsAlloc,
  succeedsDeployment,
} from './fold.fixtures.ts';

/** As `places`, but as a canary. */
function placesCanary(allocId: string, port: number): Entry {
  const [subject, event] = places(allocId, 2, port);
  if (event?.type !== 'AllocationPlaced') throw new Error('not a placement');
  return [subject, { ...event, placement: { ...event.placement, canary: true } }];
}

test.each([
  { title: 'of its group', groups: ['app'] },
  { title: 'of all groups', groups: undefined },
])('a promotion $title makes canaries allocations like the others', ({ groups }) => {
  const entries = [registersNode, registersJob(), createsDeployment(2)];
  const before = [...entries, placesCanary('a1', 20_001), places('a2', 2, 20_002)];
  const { allocs, deployments } = stateAfter(before);
  expect(allocs.get('a1')?.health?.canary).toBe(true);
  const [deploymentId = ''] = deployments.keys();
  const own = groups && Object.keys(deployments.get(deploymentId)?.progress ?? {});
  const promoted: Entry = [
    subjects.deployment('default', 'hello'),
    { type: 'DeploymentPromoted', v: 1, deploymentId, ...(own && { groups: own }) },
  ];
  const after = stateAfter([...before, promoted]).allocs;
  expect(after.get('a1')).toMatchObject({ health: { canary: false }, allocModifySeq: 6 });
  expect(after.get('a2')?.health).toBeUndefined();
});

test('a promotion of another group leaves canaries as they are', () => {
  const before = [registersNode, registersJob(), createsDeployment(2), placesCanary('a1', 20_001)];
  const [deploymentId = ''] = stateAfter(before).deployments.keys();
  const promoted: Entry = [
    subjects.deployment('default', 'hello'),
    { type: 'DeploymentPromoted', v: 1, deploymentId, groups: ['other'] },
  ];
  expect(stateAfter([...before, promoted]).allocs.get('a1')?.health?.canary).toBe(true);
});

test('a promotion gives what follows all of the progress deadline again', () => {
  const before = [registersNode, registersJob(), createsDeployment(2), placesCanary('a1', 20_001)];
  const requireProgressByMs = (...entries: Entry[]) =>
    stateAfter([...before, ...entries]).deployments.get('d0')?.progress['example']
      ?.requireProgressByMs;
  const placedAtMs = 4_000;
  const deadlineMs = (requireProgressByMs() ?? 0) - placedAtMs;
  expect(deadlineMs).toBeGreaterThan(0);
  const promoted: Entry = [
    subjects.deployment('default', 'hello'),
    { type: 'DeploymentPromoted', v: 1, deploymentId: 'd0', groups: undefined },
  ];
  const promotedAtMs = placedAtMs + 1_000;
  expect(requireProgressByMs(promoted)).toBe(promotedAtMs + deadlineMs);
  expect(requireProgressByMs(promoted, promoted)).toBe(promotedAtMs + deadlineMs);
});

const turns = (status: 'paused' | 'running'): Entry => [
  subjects.deployment('default', 'hello'),
  { type: 'DeploymentStatusChanged', v: 1, deploymentId: 'd0', status, statusDescription: '' },
];

test('a pause counts for no progress deadline, and does not begin one', () => {
  const before = [registersNode, registersJob(), createsDeployment(2)];
  const requireProgressByMs = (...entries: Entry[]) =>
    stateAfter([...before, ...entries]).deployments.get('d0')?.progress['example']
      ?.requireProgressByMs;
  const placed = places('a1', 2);
  const placedAtMs = 4_000;
  const deadlineMs = (requireProgressByMs(placed) ?? 0) - placedAtMs;
  expect(requireProgressByMs(placed, turns('paused'))).toBe(placedAtMs + deadlineMs);
  expect(requireProgressByMs(placed, turns('paused'), turns('running'))).toBe(6_000 + deadlineMs);
  expect(requireProgressByMs(turns('paused'), turns('running'))).toBeUndefined();
});

const goal = (
  desiredTotals: Record<string, number>,
  desiredCanaries?: Record<string, number>,
): Entry => [
  subjects.deployment('default', 'hello'),
  { type: 'DeploymentGoalChanged', v: 1, deploymentId: 'd0', desiredTotals, desiredCanaries },
];

test('a changed goal is the goal of the groups that it names', () => {
  const before = [registersNode, registersJob(), createsDeployment(2)];
  const totalAfter = (...entries: Entry[]) =>
    stateAfter([...before, ...entries]).deployments.get('d0')?.deployment.groups['example'];
  expect(totalAfter(goal({ other: 4 }))?.desiredTotal).toBe(1);
  expect(totalAfter(goal({ example: 7 }))).toMatchObject({ desiredTotal: 7, desiredCanaries: 0 });
  const lessTried = totalAfter(goal({}, { example: 3 }), goal({ other: 4 }, { other: 1 }));
  expect(lessTried).toMatchObject({ desiredTotal: 1, desiredCanaries: 3 });
});

test.each([
  { title: 'before it was healthy', entries: [stopsAlloc('a1', 'lost')], gone: 1 },
  { title: 'once', entries: [stopsAlloc('a1', 'lost'), stopsAlloc('a1', 'lost')], gone: 1 },
  {
    title: 'when it was healthy',
    entries: [reports('a1', 'running', true), stopsAlloc('a1')],
    gone: 0,
  },
  {
    title: 'after the deployment ended',
    entries: [succeedsDeployment, stopsAlloc('a1', 'lost')],
    gone: 0,
  },
])('an allocation that is stopped $title counts as gone: $gone', ({ entries, gone }) => {
  const before = [registersNode, registersJob(), createsDeployment(2), places('a1', 2)];
  const { deployments } = stateAfter([...before, ...entries]);
  expect(deployments.get('d0')?.progress['example']?.goneAllocs).toBe(gone);
});
