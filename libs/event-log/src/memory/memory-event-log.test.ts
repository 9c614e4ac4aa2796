import { eventLogContract } from '../event-log.contract.ts';
import { MemoryEventLog } from './memory-event-log.ts';

eventLogContract('MemoryEventLog', async () => {
  const log = new MemoryEventLog();
  return {
    log,
    appendText: async (entry) => {
      log.appendText(entry);
    },
    close: async () => await log.close(),
  };
});
