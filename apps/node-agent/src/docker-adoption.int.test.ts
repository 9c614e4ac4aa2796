import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '@steppe/event-log';
import { DockerDriver } from '@steppe/task-drivers';
import { Cluster, rethrow } from './testing/cluster.ts';
import { aGroup, aJob, aPort, aTask } from './testing/jobs.ts';
import { eventTypes } from './testing/servers.ts';

/** Made by tools/build-test-images.mjs; it answers every request with `-text`. */
const IMAGE = 'hashicorp/http-echo';
const PORT = 23_678;

describe('a container', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start(openMemoryStore(), {
      drivers: () => [new DockerDriver({ onError: rethrow })],
      config: { networkInterface: 'lo' },
    });
  });
  afterEach(() => cluster.stop());

  test('goes on when its agent ends, and is adopted by the next', async () => {
    const config = {
      image: IMAGE,
      args: [
        '-listen',
        ':${NOMAD_PORT_http}',
        '-text',
        '${NOMAD_ALLOC_NAME} in ${NOMAD_ALLOC_DIR}',
      ],
      ports: ['http'],
    };
    const task = aTask({ name: 'server', driver: 'docker', config, killTimeoutMs: 100 });
    const job = aJob({ groups: [aGroup({ tasks: [task] })] });
    const allocId = await cluster.run(job, { ports: [aPort(PORT, { to: 5678 })] });
    await cluster.untilStatus(allocId, 'running');
    await cluster.agent.close();
    await cluster.restartAgent();

    const answer = await fetch(`http://127.0.0.1:${PORT}/`);
    expect((await answer.text()).trim()).toBe('web.app[0] in /alloc');
    await cluster.stopAlloc(allocId);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventTypes(row, 'server').filter((type) => type === 'Started')).toHaveLength(1);
  }, 60_000);
});
