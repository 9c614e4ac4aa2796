import { expect, test } from '@jest/globals';
import type { DeploymentGroup } from '@steppe/domain';
import { BrokerRun } from '../testing/broker-run.ts';
import { deploying, group } from '../testing/deploying.ts';
import {
  completed,
  deploymentCreated,
  deploymentStatus,
  deregistered,
  joined,
  placed,
  promoted,
  registered,
  registeredVersion,
  reported,
} from '../testing/entries.ts';
import { taskGroup } from '../testing/jobs.ts';

const healthy = { healthy: true, atMs: 0 };
const unhealthy = { healthy: false, atMs: 0 };

test.each([
  {
    title: 'it is successful when all are healthy',
    run: () =>
      deploying()
        .entry(reported('n1', 'a1', 'running', healthy))
        .deliver(),
    told: ['d1 successful: Deployment completed successfully'],
  },
  {
    title:
      'when it is successful the scheduler is asked to update what is still of an older version',
    run: () =>
      deploying()
        .entry(registeredVersion('web', { evalId: 'e2', version: 1 }))
        .entry(deploymentCreated('web', 'd2', { jobVersion: 1, jobSeq: 6, groups: { app: group } }))
        .entry(placed('n1', 'a2', { jobId: 'web', evalId: 'e2', jobSeq: 6, deploymentId: 'd2' }))
        .entry(completed('web', 'e2'))
        .entry(reported('n1', 'a2', 'running', healthy))
        .deliver(),
    told: [
      'release e2',
      'd2 successful: Deployment completed successfully',
      'evaluate web for deployment-watcher',
      'release web',
    ],
  },
  {
    title: 'when it is successful the scheduler is asked to replace what failed meanwhile',
    run: () => {
      const second = { jobId: 'web', evalId: 'e1', jobSeq: 2, deploymentId: 'd1', index: 1 };
      const run = deploying({ desiredTotal: 2 })
        .entry(placed('n1', 'a2', second), reported('n1', 'a1', 'running', healthy))
        .entry(reported('n1', 'a1', 'failed'))
        .deliver();
      run.entry(completed('web', run.evalIdOf('web'))).deliver();
      run.told();
      return run.entry(reported('n1', 'a2', 'running', healthy)).deliver();
    },
    told: [
      'd1 successful: Deployment completed successfully',
      'evaluate web for deployment-watcher',
      'release web',
    ],
  },
  {
    title: 'when it is created too late the scheduler is asked to cancel it',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(registered('web', 'e1'), completed('web', 'e1'))
        .entry(deregistered('web', 'e2'), completed('web', 'e2'))
        .entry(deploymentCreated('web', 'd1', { jobSeq: 1, groups: { app: group } }))
        .deliver(),
    told: ['release e1', 'release e2', 'evaluate web for deployment-watcher', 'release web'],
  },
  {
    title: 'it goes on while some are to be placed, and the scheduler is asked to',
    run: () =>
      deploying({ desiredTotal: 2 })
        .entry(reported('n1', 'a1', 'running', healthy))
        .deliver(),
    told: ['evaluate web for deployment-watcher', 'release web'],
  },
  {
    title: 'it is not successful before its canaries are promoted',
    run: () =>
      deploying({ desiredCanaries: 1 })
        .entry(reported('n1', 'a1', 'running', healthy))
        .deliver(),
    told: ['evaluate web for deployment-watcher', 'release web'],
  },
  {
    title: 'it promotes itself when its canaries are healthy and that is wanted',
    run: () =>
      deploying({ desiredTotal: 2, desiredCanaries: 1, autoPromote: true }, { canary: true })
        .entry(reported('n1', 'a1', 'running', healthy))
        .deliver(),
    told: ['DeploymentPromoted', 'evaluate web for deployment-watcher', 'release web'],
  },
  {
    title: 'without a progress deadline the first unhealthy allocation fails it',
    run: () =>
      deploying({ progressDeadlineMs: 0 })
        .entry(reported('n1', 'a1', 'running', unhealthy))
        .deliver(),
    told: [
      'd1 failed: Failed due to unhealthy allocations',
      'evaluate web for deployment-watcher',
      'release web',
    ],
  },
  {
    title: 'with one an unhealthy allocation is replaced',
    run: () =>
      deploying()
        .entry(reported('n1', 'a1', 'running', unhealthy))
        .deliver(),
    told: ['evaluate web for deployment-watcher', 'release web'],
  },
  {
    title: 'it fails when nothing became healthy before the progress deadline',
    run: () => deploying({ progressDeadlineMs: 9_000 }).tick(8_999).deliver().tick(1).deliver(),
    told: [
      'd1 failed: Failed due to progress deadline',
      'evaluate web for deployment-watcher',
      'release web',
    ],
  },
  {
    title: 'each healthy allocation moves the progress deadline on',
    run: () => {
      const run = deploying({ desiredTotal: 2, progressDeadlineMs: 9_000 }).tick(5_000);
      run.entry(reported('n1', 'a1', 'running', healthy)).deliver();
      run.told();
      return run.tick(8_999).deliver();
    },
    told: [],
  },
  {
    title: 'when it goes on after a pause the scheduler is asked to',
    run: () =>
      deploying({ desiredTotal: 2 })
        .entry(deploymentStatus('web', 'd1', 'paused', 'Deployment is paused'))
        .entry(deploymentStatus('web', 'd1', 'running', 'Deployment is running'))
        .deliver(),
    told: ['evaluate web for deployment-watcher', 'release web'],
  },
  {
    title: 'one that a person failed has its canaries stopped',
    run: () =>
      deploying()
        .entry(deploymentStatus('web', 'd1', 'failed', 'Deployment marked as failed'))
        .deliver(),
    told: ['evaluate web for deployment-watcher', 'release web'],
  },
  {
    title: 'canaries may wait for their promotion, which begins the progress deadline anew',
    run: () => {
      const canaries = { desiredTotal: 2, desiredCanaries: 1, progressDeadlineMs: 9_000 };
      const run = deploying(canaries, { canary: true })
        .entry(reported('n1', 'a1', 'running', healthy))
        .tick(20_000);
      run.told();
      return run.entry(promoted('web', 'd1')).tick(8_999).deliver();
    },
    told: ['release web'],
  },
  {
    title: 'while it is paused it neither succeeds nor fails',
    run: () =>
      deploying({ progressDeadlineMs: 9_000 })
        .entry(deploymentStatus('web', 'd1', 'paused', 'Deployment is paused'))
        .entry(reported('n1', 'a1', 'running', healthy))
        .tick(9_000)
        .deliver(),
    told: [],
  },
  {
    title: 'a pause counts for no progress deadline',
    run: () => {
      const run = deploying({ progressDeadlineMs: 9_000 })
        .entry(deploymentStatus('web', 'd1', 'paused', 'Deployment is paused'))
        .tick(20_000);
      run.told();
      return run
        .entry(deploymentStatus('web', 'd1', 'running', 'Deployment is running'))
        .tick(8_999)
        .deliver();
    },
    told: ['evaluate web for deployment-watcher', 'release web'],
  },
  {
    title: 'one of an older version of the job is left to the scheduler',
    run: () =>
      deploying({ progressDeadlineMs: 9_000 })
        .entry(registeredVersion('web', { evalId: 'e2', version: 1 }))
        .tick(9_000)
        .deliver(),
    told: ['release e2'],
  },
])('$title', ({ run, told }) => {
  expect(run().told()).toEqual(told);
});

/** A stable version 0, and version 1 whose deployment reverts when it fails. */
function updating(
  changes: Parameters<typeof taskGroup>[0],
  wanted: Partial<DeploymentGroup> = {},
): BrokerRun {
  const run = deploying()
    .entry(reported('n1', 'a1', 'running', healthy))
    .deliver();
  run.entry(
    registeredVersion('web', {
      evalId: 'e2',
      version: 1,
      changes: { groups: [taskGroup(changes)] },
    }),
  );
  const jobSeq = run.state.seq;
  const groups = { app: { ...group, autoRevert: true, progressDeadlineMs: 9_000, ...wanted } };
  run
    .entry(deploymentCreated('web', 'd2', { jobSeq, jobVersion: 1, groups }))
    .entry(placed('n1', 'a2', { jobId: 'web', evalId: 'e2', jobSeq, deploymentId: 'd2' }))
    .entry(completed('web', 'e2'));
  run.told();
  return run;
}

test('a failed deployment takes its job back to the version that was stable', () => {
  const run = updating({ count: 2 }).tick(9_000).deliver();
  expect(run.told().slice(0, 2)).toEqual([
    'd2 failed: Failed due to progress deadline - rolling back to job version 0',
    'register web version 2',
  ]);
});

test('so does one that fails at once, without a progress deadline', () => {
  const run = updating({ count: 2 }, { progressDeadlineMs: 0 })
    .entry(reported('n1', 'a2', 'running', unhealthy))
    .deliver();
  expect(run.told().slice(0, 2)).toEqual([
    'd2 failed: Failed due to unhealthy allocations - rolling back to job version 0',
    'register web version 2',
  ]);
});

test('but not one whose groups do not want it', () => {
  const run = updating({ count: 2 }, { autoRevert: false }).tick(9_000).deliver();
  expect(run.told()).toEqual([
    'd2 failed: Failed due to progress deadline',
    'evaluate web for deployment-watcher',
    'release web',
  ]);
});

test('unless that is what it has', () => {
  const run = updating({}).tick(9_000).deliver();
  expect(run.told()[0]).toBe(
    'd2 failed: Failed due to progress deadline - not rolling back to stable job version 0 as current job has same specification',
  );
});

test('or there is none', () => {
  const run = deploying({ autoRevert: true, progressDeadlineMs: 9_000 }).tick(9_000).deliver();
  expect(run.told()[0]).toBe(
    'd1 failed: Failed due to progress deadline - no stable job version to auto revert to',
  );
});

test('a broker that takes over keeps the promise to revert', () => {
  const run = updating({ count: 2 }).tick(9_000);
  const [failing] = run.intercept();
  if (failing) run.deliverOne(failing);
  run.told();
  expect(run.lead().deliver().told()).toContain('register web version 2');
});

test('a broker that takes over ends a deployment whose last allocation became healthy meanwhile', () => {
  const run = deploying().entry(reported('n1', 'a1', 'running', healthy));
  run.told();
  expect(run.lead().deliver().told()).toEqual(['d1 successful: Deployment completed successfully']);
});

test('the group whose time ends first decides, also when it was placed last', () => {
  const short = { ...group, progressDeadlineMs: 9_000 };
  const groups = [taskGroup({ name: 'app' }), taskGroup({ name: 'db' })];
  const run = new BrokerRun().lead().entry(joined('n1'), registered('web', 'e1', { groups }));
  run.entry(deploymentCreated('web', 'd1', { jobSeq: 2, groups: { app: group, db: short } }));
  const about = { jobId: 'web', evalId: 'e1', jobSeq: 2, deploymentId: 'd1' };
  run.entry(placed('n1', 'a1', about), placed('n1', 'a2', { ...about, group: 'db' }));
  run.told();
  expect(run.tick(9_000).told()).toContain('d1 failed: Failed due to progress deadline');
});
