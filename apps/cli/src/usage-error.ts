/** The command was called in a way that it does not know. Its message is printed with a pointer to the help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
