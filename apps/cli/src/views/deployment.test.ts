import { expect, test } from '@jest/globals';
import { deployment, plain } from '../testing/wire.ts';
import { deploymentBlock } from './deployment.ts';

test('a deployment', () => {
  expect(deploymentBlock(deployment(), plain())).toBe(`\
ID          = 163c740e
Job ID      = web
Job Version = 0
Status      = successful
Description = Deployment completed successfully

Deployed
Task Group  Desired  Placed  Healthy  Unhealthy  Progress Deadline
app         2        2       2        0          2026-11-22T17:46:47Z`);
});

test('a deadline that is not set yet', () => {
  const given = deployment({}, { RequireProgressBy: '0001-01-01T00:00:00Z', PlacedAllocs: 0 });
  expect(deploymentBlock(given, plain())).toMatch(/app {9}2 {8}0 {7}2 {8}0 {10}N\/A$/);
});

test('canaries and automatic revert have columns of their own', () => {
  const given = deployment({}, { AutoRevert: true, DesiredCanaries: 1 });
  expect(deploymentBlock(given, plain())).toContain(`
Task Group  Auto Revert  Promoted  Desired  Canaries  Placed  Healthy  Unhealthy  Progress Deadline
app         true         false     2        1         2       2        0          2026-11-22T17:46:47Z`);
});

test('titles stand out where they can', () => {
  const options = { ...plain(), bold: (text: string) => `*${text}*` };
  expect(deploymentBlock(deployment(), options)).toContain('\n*Deployed*\nTask Group');
});
