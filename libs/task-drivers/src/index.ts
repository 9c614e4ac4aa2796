export { DriverError, type DriverErrorCode } from './driver-error.ts';
export type { ExecOutput, ExecRequest, ExecSession, TerminalSize } from './exec-session.ts';
export type { JsonObject, JsonValue } from './json.ts';
export type { LogChunk, ReadLogsOptions } from './logs/read-logs.ts';
export type {
  ConfigFault,
  CpuStats,
  DriverCapabilities,
  DriverEvent,
  DriverFingerprint,
  DriverNetwork,
  ExitResult,
  MemoryStats,
  ReportDriverEvent,
  StopOptions,
  TaskDriver,
  TaskHandle,
  TaskStats,
} from './task-driver.ts';
export type {
  TaskLogLimits,
  TaskMount,
  TaskPaths,
  TaskPort,
  TaskResources,
  TaskSpec,
} from './task-spec.ts';
