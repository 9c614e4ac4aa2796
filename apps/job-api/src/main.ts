import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { NOMAD_VERSION, STEPPE_VERSION } from '@steppe/domain';
import { runService } from '@steppe/nest-kit';
import { NO_ACL } from './ports.ts';
import { startJobApi } from './start-job-api.ts';

const DEFAULT_PORT = 4646;

await runService('job-api', async (ports) => {
  const { env } = ports;
  return startJobApi({
    ...ports,
    projection: await ports.openProjection(),
    newId: randomUUID,
    acl: { ...NO_ACL, enabled: env['ACL_ENABLED'] === 'true' },
    http: { host: env['HTTP_ADDR'] ?? '0.0.0.0', port: Number(env['PORT'] ?? DEFAULT_PORT) },
    agent: {
      name: hostname(),
      region: env['REGION'] ?? 'global',
      datacenter: env['DATACENTER'] ?? 'dc1',
      version: NOMAD_VERSION,
      steppeVersion: STEPPE_VERSION,
    },
  });
});
