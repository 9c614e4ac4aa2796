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

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', 'there is no such host, or nobody who knows'],
  ['EHOSTUNREACH', 'no route to host'],
  ['ETIMEDOUT', 'it does not answer'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS: give it as http://'],
]);

/** fetch hides the reason, such as ECONNREFUSED, in a chain of causes. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const known = 'code' in error ? REASONS.get(error.code) : undefined;
  if (known !== undefined) return known;
  if ('cause' in error && error.cause !== undefined) return reasonOf(error.cause);
  return 'message' in error ? String(error.message) : 'the connection failed';
}
