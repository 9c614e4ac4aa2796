export type DriverErrorCode =
  | 'CONFIG_INVALID'
  | 'START_FAILED'
  | 'UNAVAILABLE'
  | 'TASK_NOT_FOUND'
  | 'TASK_NOT_RUNNING'
  | 'SIGNAL_UNKNOWN'
  | 'EXEC_FAILED'
  | 'NOT_SUPPORTED';

/** An expected failure of a driver; `message` is the text that people read in the task's events. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
  readonly code: DriverErrorCode;
  /** Whether trying again may help; if not, the task fails without a restart. */
  readonly recoverable: boolean;

  constructor(
    code: DriverErrorCode,
    message: string,
    options: { readonly recoverable: boolean; readonly cause?: unknown },
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.recoverable = options.recoverable;
  }
}
