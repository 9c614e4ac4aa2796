export { DEFAULT_ALLOWED_CAPS } from './capabilities.ts';
export { durationMs, joinedMap, text } from './config/weak-types.ts';
export { containerName } from './docker/container-options.ts';
export { DockerDriver } from './docker/docker-driver.ts';
export type { DockerDriverOptions } from './docker/docker-options.ts';
export { DriverError, type DriverErrorCode } from './driver-error.ts';
export { ExecDriver, type ExecDriverOptions } from './exec/exec-driver.ts';
export type { ExecOutput, ExecRequest, ExecSession, TerminalSize } from './exec-session.ts';
export { JavaDriver, type JavaDriverOptions } from './java/java-driver.ts';
export type { JsonObject, JsonValue } from './json.ts';
export { listLogFiles, type LogFile, logFileName, type LogType } from './logs/log-files.ts';
export { type LogChunk, readLogs, type ReadLogsOptions } from './logs/read-logs.ts';
export { MockDriver, type MockDriverOptions } from './mock/mock-driver.ts';
export { checkIdRanges } from './process/denied-ids.ts';
export { endProcessesWith } from './process/end-processes.ts';
export { ISOLATED_USER } from './isolation/privileges.ts';
export { findUser } from './process/find-user.ts';
export { findProgram } from './process/find-program.ts';
export { RawExecDriver, type RawExecDriverOptions } from './raw-exec/raw-exec-driver.ts';
export type {
  ConfigFault,
  CpuStats,
  CreatedNetwork,
  DriverCapabilities,
  DriverEvent,
  DriverFingerprint,
  DriverNetwork,
  ExitResult,
  MemoryStats,
  NetworkRequest,
  OrphanOptions,
  ReportDriverEvent,
  StopOptions,
  TaskDriver,
  TaskHandle,
  TaskStart,
  TaskStats,
} from './task-driver.ts';
export type {
  TaskDns,
  TaskLogLimits,
  TaskMount,
  TaskNetwork,
  TaskPaths,
  TaskPort,
  TaskResources,
  TaskSpec,
} from './task-spec.ts';
export { systemTimer, type Timer } from './timer.ts';
