import { afterEach, expect, test } from '@jest/globals';
import { openMemoryStore } from '@steppe/event-log';
import type { Job } from '@steppe/domain';
import { DockerDriver } from '@steppe/task-drivers';
import { Cluster, rawExec } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { OwnDockerd } from './testing/own-dockerd.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

let dockerd: OwnDockerd | undefined;
let cluster: Cluster | undefined;

afterEach(async () => {
  dockerd?.wake();
  await cluster?.stop();
  await dockerd?.stop();
});

test('while Docker hangs all else goes on, also with another agent, and what waits for it is done when it answers', async () => {
  const daemon = await OwnDockerd.start();
  dockerd = daemon;
  const image = await daemon.load('hashicorp/http-echo');
  const node = await Cluster.start(openMemoryStore(), {
    config: { driverPatienceMs: 300, fingerprintIntervalMs: 200 },
    drivers: () => [
      rawExec(),
      new DockerDriver({ endpoint: daemon.endpoint, onError: () => undefined }),
    ],
  });
  cluster = node;
  const containers = (id: string): Job => {
    const config = { image, args: ['-text', 'x'], network_mode: 'host', force_pull: false };
    const task = aTask({ driver: 'docker', config, killTimeoutMs: 100 });
    return aJob({ id, groups: [aGroup({ tasks: [task] })] });
  };
  const isDockerHealthy = (): boolean | undefined =>
    node.projection.state.nodes.get(node.nodeId)?.node.drivers['docker']?.healthy;
  const untilTold = async (allocId: string, message: string): Promise<void> => {
    await node.untilAlloc(allocId, (row) => taskMessages(row, 'main').includes(message));
  };

  const running = await node.run(containers('running'));
  await node.untilStatus(running, 'running');
  daemon.freeze();
  await node.until(() => isDockerHealthy() === false);
  const starting = await node.run(containers('starting'));
  await untilTold(starting, 'The driver has not started the task for 300ms');
  await node.stopAlloc(running);
  await untilTold(running, 'The driver has not stopped the task for 400ms');
  const beside = await node.run(aJob({ id: 'beside' }));
  await node.untilStatus(beside, 'running');

  await node.agent.close();
  await node.restartAgent();
  await node.stopAlloc(beside);
  await node.untilStatus(beside, 'complete');

  daemon.wake();
  const stopped = await node.untilStatus(running, 'complete');
  expect(eventTypes(stopped, 'main').slice(-2)).toEqual(['Terminated', 'Killed']);
  const started = await node.untilStatus(starting, 'running');
  expect(eventTypes(started, 'main').filter((type) => type === 'Started')).toHaveLength(1);
  await node.until(() => isDockerHealthy() === true);
  await node.agent.close({ stopAllocs: true });
}, 180_000);
