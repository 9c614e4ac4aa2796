import { runService } from '@steppe/nest-kit';
import { SNAPSHOT_DEFAULTS } from './snapshots/snapshot-keeper.ts';
import { startEvalBroker } from './start-eval-broker.ts';

await runService(
  'eval-broker',
  async (ports) =>
    await startEvalBroker({
      ...ports,
      projection: await ports.openProjection(),
      snapshots: SNAPSHOT_DEFAULTS,
    }),
);
