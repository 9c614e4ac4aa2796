import { expect, test } from '@jest/globals';
import { IDS, NOW_MS, runningCluster } from '../testing/cluster.ts';
import { deploymentToWire } from './deployment-to-wire.ts';

test.each([
  { title: 'nothing was placed', requireProgressByMs: undefined, expected: null },
  { title: 'time runs', requireProgressByMs: NOW_MS, expected: '2026-11-22T18:00:00Z' },
])('when a group must get on, while $title', ({ requireProgressByMs, expected }) => {
  const task = { Name: 't', Driver: 'mock_driver' };
  const { state } = runningCluster({ ID: 'j', TaskGroups: [{ Name: 'g', Tasks: [task] }] });
  const row = state.deployments.get(IDS.deployment);
  const progress = row?.progress['g'];
  if (!row || !progress) throw new Error('there is no deployment');
  const at = { ...row, progress: { g: { ...progress, requireProgressByMs } } };
  expect(deploymentToWire(state, at).TaskGroups['g']?.RequireProgressBy).toBe(expected);
});
