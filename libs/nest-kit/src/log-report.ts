import type { Report } from '@steppe/event-log';
import type { Logger } from './logger.ts';

/** Puts what the event log's adapters have to say into the log. */
export function logReport(logger: Logger): Report {
  return ({ level, message, cause }) => logger[level]({ err: cause }, message);
}
