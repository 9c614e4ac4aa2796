export { type DataDirLock, lockDataDir } from './data-dir-lock.ts';
export { assertPortFree, portTaken } from './free-port.ts';
export { HTTP_ADDRESS_SUBJECT, serveHttpAddress } from './http-address.ts';
export {
  createHttpServer,
  HTTP_LIMITS,
  type HttpLimits,
  type HttpServerOptions,
  renewTls,
  type TlsMaterial,
} from './http-server.ts';
export { type LogLevel, type LogListener, LogTap } from './log-tap.ts';
export { createLogger, KeptLevel, type Logger, type LoggerOptions } from './logger.ts';
export { logReport } from './log-report.ts';
export { askOwnDrain, OwnDrain, serveOwnDrains } from './own-drain.ts';
export {
  askNodeIdentity,
  type NodeIdentityAnswer,
  serveNodeIdentities,
} from './node-identities.ts';
export { NestLogger } from './nest-logger.ts';
export {
  reportFatal,
  type RunningService,
  runService,
  type ServicePorts,
  type StopCause,
  untilStopped,
} from './run-service.ts';
export { type Presence, PRESENCE_SUBJECT, servePresence } from './presence.ts';
export { diskSubject, movingDisk, serveMovingDisks } from './moving-disks.ts';
export { serveStateHash, STATE_HASH_SUBJECT, type StateHash } from './state-hash.ts';
export { CLOCK, type Clock, EVENT_STORE, LOGGER, PROJECTION } from './tokens.ts';
export {
  TEMPLATE_DATA_SUBJECT,
  TEMPLATE_DATA_WAIT_MS,
  TemplateDataAnswer,
  TemplateDataQuery,
  TemplateDataReply,
  TemplateDataRequest,
} from './template-data.ts';
export { readIfThere } from './read-if-there.ts';
export { listenToLog, type LogOwner, type RemoteLog, serveLog } from './remote-log.ts';
export {
  askWorkloadIdentities,
  serveWorkloadIdentities,
  WorkloadIdentity,
} from './workload-identities.ts';
export {
  publishTimings,
  TIMINGS_EVERY_MS,
  TIMINGS_SUBJECT,
  TimingsReport,
} from './publish-timings.ts';
export { Timing, Timings } from './timings.ts';
