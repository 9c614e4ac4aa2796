import { runService } from '@steppe/nest-kit';
import { startEvalBroker } from './start-eval-broker.ts';

await runService(
  'eval-broker',
  async (ports) => await startEvalBroker({ ...ports, projection: await ports.openProjection() }),
);
