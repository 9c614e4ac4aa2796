import { hostname } from 'node:os';
import { type Logger, reportFatal, runService } from '@steppe/nest-kit';
import {
  DockerDriver,
  ExecDriver,
  JavaDriver,
  RawExecDriver,
  type TaskDriver,
} from '@steppe/task-drivers';
import { boundYoungGeneration } from './bound-young-generation.ts';
import { startNodeAgent } from './start-node-agent.ts';

boundYoungGeneration();
await runService('node-agent', async ({ store, clock, logger, env }) => {
  const agent = await startNodeAgent({
    store,
    clock,
    logger,
    drivers: driversOf(env, logger),
    config: {
      dataDir: env['DATA_DIR'] ?? '/var/lib/steppe',
      nodeName: env['NODE_NAME'] ?? hostname(),
      datacenter: env['DATACENTER'],
      nodePool: env['NODE_POOL'],
      nodeClass: env['NODE_CLASS'],
      httpAddr: env['HTTP_ADDR'] ?? '127.0.0.1:4646',
      networkInterface: env['NETWORK_INTERFACE'],
    },
  });
  agent.failed.catch((error: unknown) => {
    reportFatal(logger, error);
    // Its tasks go on; whoever restarts it brings back an agent that adopts them.
    process.exit(1);
  });
  return agent;
});

/** Docker, `exec` and `java` where the machine has what they need; `raw_exec`, which gives tasks the agent's own rights, only with RAW_EXEC=true. */
function driversOf(env: NodeJS.ProcessEnv, logger: Logger): readonly TaskDriver[] {
  const onError = (error: unknown): void =>
    logger.warn({ err: error }, 'a task driver failed in the background');
  return [
    new DockerDriver({ onError, endpoint: env['DOCKER_HOST'] }),
    new RawExecDriver({ onError, enabled: env['RAW_EXEC'] === 'true' }),
    new ExecDriver({ onError }),
    new JavaDriver({ onError }),
  ];
}
