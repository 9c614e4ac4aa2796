/** Whether a call failed because a file is not there. Asks for the code only: Node's errors are not always of this realm's class. */
export function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
