/** The API answered with an error. `message` is its text, which says what to do next. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The API could not be reached at all. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(address: string, cause: unknown) {
    super(`cannot reach the API at ${address}: ${reasonOf(cause)}`, { cause });
  }
}

/** fetch hides the reason, such as ECONNREFUSED, in a chain of causes. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if ('code' in cause && cause.code === 'ECONNREFUSED') return 'connection refused';
  return cause.cause === undefined ? cause.message : reasonOf(cause.cause);
}
