import { expect, test } from '@jest/globals';
import { subjects } from '../events/subjects.ts';
import {
  createsDeployment,
  type Entry,
  places,
  registersJob,
  registersNode,
  stateAfter,
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
