import { snapshotsContract } from '../snapshots.contract.ts';
import { MemorySnapshots } from './memory-snapshots.ts';

snapshotsContract('MemorySnapshots', async () => ({
  snapshots: new MemorySnapshots(),
  close: async () => undefined,
}));
