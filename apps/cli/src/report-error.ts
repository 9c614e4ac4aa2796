import { ApiError, ConnectionError } from '@steppe/client';
import { SteppeError } from '@steppe/domain';
import { Failure } from './failure.ts';
import { StepError } from './step-error.ts';
import { UsageError } from './usage-error.ts';

/**
 * Says on stderr why a command failed.
 *
 * @throws the error itself when it is a bug and no failure that one could expect.
 */
export function reportError(
  error: unknown,
  { command, err }: { command: string; err: (line: string) => void },
): void {
  if (error instanceof UsageError) {
    err(error.message);
    err(`For additional help try 'steppe ${command} -help'`);
    return;
  }
  if (error instanceof Failure) {
    err(error.message);
    return;
  }
  const { step, cause } =
    error instanceof StepError
      ? { step: error.message, cause: error.cause }
      : { step: 'Error', cause: error };
  err(`${step}: ${reasonOf(cause)}`);
  if (cause instanceof ConnectionError) {
    err('');
    err('Is an agent running there? "steppe agent -dev" starts one;');
    err('-address, STEPPE_ADDR or NOMAD_ADDR names another.');
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError)
    return `Unexpected response code: ${error.status} (${error.message})`;
  if (error instanceof ConnectionError || error instanceof SteppeError) return error.message;
  throw error;
}
