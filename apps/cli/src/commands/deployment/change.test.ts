import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type DomainEvent, jobKey, subjects } from '@steppe/domain';
import {
  ALLOC_ID,
  answerEvaluations,
  completed,
  DEPLOYMENT_ID,
  NODE_ID,
  placed,
  openClusterWithNode,
  type TestCluster,
} from '../../testing/api.ts';
import { HELLO } from '../../testing/hello.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openClusterWithNode();
  answerEvaluations(cluster, (evalId) => [completed(evalId)]);
  await cluster.run(['job', 'run', '-detach', '-'], { stdin: HELLO });
  const { seq = 0 } = cluster.projection.state.jobs.get(jobKey('default', 'hello'))?.current ?? {};
  await cluster.append(subjects.deployment('default', 'hello'), created(seq));
  const canary = placed(cluster, '63f5f73d-0000-4000-8000-000000000001');
  await cluster.append(subjects.node(NODE_ID), inDeployment(canary));
});
afterEach(() => cluster.close());

const created = (jobSeq: number): DomainEvent => ({
  type: 'DeploymentCreated',
  v: 1,
  deployment: {
    id: DEPLOYMENT_ID,
    namespace: 'default',
    jobId: 'hello',
    jobVersion: 0,
    jobSeq,
    evalPriority: 50,
    groups: {
      example: {
        desiredTotal: 1,
        desiredCanaries: 1,
        autoRevert: false,
        autoPromote: false,
        progressDeadlineMs: 600_000,
      },
    },
  },
});

function inDeployment(event: DomainEvent): DomainEvent {
  if (event.type !== 'AllocationPlaced') throw new Error('no placement');
  const placement = { ...event.placement, deploymentId: DEPLOYMENT_ID, canary: true };
  return { ...event, placement };
}

const healthy = (): DomainEvent => ({
  type: 'AllocationStatusReported',
  v: 1,
  allocId: ALLOC_ID,
  clientStatus: 'running',
  clientDescription: 'Tasks are running',
  tasks: {},
  deploymentHealth: { healthy: true, atMs: 1 },
});

const deployment = () => cluster.projection.state.deployments.get(DEPLOYMENT_ID);
const EVALUATION = 'Evaluation ID: 63f5f73d-0000-4000-8000-000000000002\n';

describe('promote', () => {
  test.each([
    ['deployment', 'promote', '-detach', DEPLOYMENT_ID.slice(0, 8)],
    ['job', 'promote', '-detach', '-group', 'example', 'hello'],
  ])('%s %s goes on', async (...argv) => {
    await cluster.append(subjects.client(NODE_ID), healthy());
    expect(await cluster.run(argv)).toEqual({ code: 0, stdout: EVALUATION, stderr: '' });
    expect(deployment()?.progress['example']?.promoted).toBe(true);
  });

  test('not before the canaries are healthy', async () => {
    const { code, stderr } = await cluster.run(['deployment', 'promote', DEPLOYMENT_ID]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error promoting deployment: Unexpected response code: 400 /);
    expect(stderr).toContain('Task group "example" has 0/1 healthy allocations');
  });
});

test('pause and resume', async () => {
  const paused = await cluster.run(['deployment', 'pause', '1505']);
  expect(paused.stdout).toBe(`Deployment "${DEPLOYMENT_ID}" paused\n`);
  expect(deployment()?.status).toBe('paused');
  const resumed = await cluster.run(['deployment', 'resume', '-detach', '1505']);
  expect(resumed.stdout).toBe(`Deployment "${DEPLOYMENT_ID}" resumed\n${EVALUATION}`);
});

test('fail, and not a second time', async () => {
  const failed = await cluster.run(['deployment', 'fail', '-detach', '1505']);
  expect(failed.stdout).toBe(`Deployment "${DEPLOYMENT_ID}" failed\n\n${EVALUATION}`);
  const again = await cluster.run(['deployment', 'fail', '1505']);
  expect(again).toEqual({
    code: 1,
    stdout: '',
    stderr:
      "Error failing deployment: Unexpected response code: 400 (can't fail terminal deployment)\n",
  });
});

test("a job's deployments, all or the latest", async () => {
  const all = await cluster.run(['job', 'deployments', 'hello']);
  expect(all.stdout).toBe(`ID        Job ID  Job Version  Status   Description
15059c28  hello   0            running  Deployment is running
`);
  const latest = await cluster.run(['job', 'deployments', '-latest', 'hello']);
  expect(latest.stdout).toMatch(/^ID {10}= 15059c28\n[^]*\nDeployed\nTask Group {2}Promoted/);
  const none = await cluster.run(['job', 'deployments', 'nosuch']);
  expect(none.stderr).toBe('No job(s) with prefix or ID "nosuch" found\n');
});

test('a stopped allocation is to move', async () => {
  const ran = await cluster.run(['alloc', 'stop', '-detach', ALLOC_ID.slice(0, 8)]);
  expect(ran).toEqual({
    code: 0,
    stdout: '63f5f73d-0000-4000-8000-000000000002\n',
    stderr: '',
  });
  expect(cluster.projection.state.allocs.get(ALLOC_ID)?.migrateRequested).toBe(true);
});
