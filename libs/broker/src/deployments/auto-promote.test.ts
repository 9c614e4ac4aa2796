import { expect, test } from '@jest/globals';
import type { DeploymentGroup } from '@steppe/domain';
import { BrokerRun } from '../testing/broker-run.ts';
import {
  completed,
  deploymentCreated,
  joined,
  placed,
  registered,
  reported,
} from '../testing/entries.ts';
import { taskGroup } from '../testing/jobs.ts';

const promotable: DeploymentGroup = {
  desiredTotal: 3,
  desiredCanaries: 2,
  autoRevert: false,
  autoPromote: true,
  progressDeadlineMs: 600_000,
};
const plain: DeploymentGroup = { ...promotable, desiredCanaries: 0, autoPromote: false };

/** Two canaries of each of two groups, `app-0`, `app-1`, `db-0`, `db-1`, which report as told. */
function deploying(
  groups: Readonly<Record<string, DeploymentGroup>>,
  health: Readonly<Record<string, boolean>>,
): BrokerRun {
  const run = new BrokerRun().lead();
  const names = Object.keys(groups);
  run.entry(
    joined('n1'),
    registered('web', 'e1', { groups: names.map((name) => taskGroup({ name })) }),
    deploymentCreated('web', 'd1', { jobSeq: 2, groups }),
  );
  for (const group of names) {
    for (const index of [0, 1]) {
      const placement = { jobId: 'web', evalId: 'e1', jobSeq: 2, deploymentId: 'd1', canary: true };
      run.entry(placed('n1', `${group}-${index}`, { ...placement, group, index }));
    }
  }
  run.entry(completed('web', 'e1'));
  for (const [allocId, healthy] of Object.entries(health)) {
    run.entry(reported('n1', allocId, 'running', { healthy, atMs: 0 }));
  }
  return run.deliver();
}

test.each([
  {
    title: 'all its canaries are healthy',
    groups: { app: promotable },
    health: { 'app-0': true, 'app-1': true },
    isPromoted: true,
  },
  {
    title: 'one is still to report',
    groups: { app: promotable },
    health: { 'app-0': true },
    isPromoted: false,
  },
  {
    title: 'one is unhealthy',
    groups: { app: promotable },
    health: { 'app-0': true, 'app-1': false },
    isPromoted: false,
  },
  {
    title: 'it does not want to be',
    groups: { app: { ...promotable, autoPromote: false } },
    health: { 'app-0': true, 'app-1': true },
    isPromoted: false,
  },
  {
    title: 'the canaries of another group are not healthy yet',
    groups: { app: promotable, db: promotable },
    health: { 'app-0': true, 'app-1': true, 'db-0': true },
    isPromoted: false,
  },
  {
    title: 'another group wants a person to promote it',
    groups: { app: promotable, db: { ...promotable, autoPromote: false } },
    health: { 'app-0': true, 'app-1': true, 'db-0': true, 'db-1': true },
    isPromoted: false,
  },
  {
    title: 'another group has no canaries',
    groups: { app: promotable, db: plain },
    health: { 'app-0': true, 'app-1': true },
    isPromoted: true,
  },
])(
  'whether a deployment promotes itself when $title: $isPromoted',
  ({ groups, health, isPromoted }) => {
    expect(deploying(groups, health).told().includes('DeploymentPromoted')).toBe(isPromoted);
  },
);
