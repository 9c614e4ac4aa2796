import { Failure } from './failure.ts';

/** A step of a command failed; `message` names the step, e.g. `Error querying jobs`, and `cause` says why. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/** Waits for a step of a command, and names it when it fails; a Failure says enough by itself. */
export async function during<T>(step: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new StepError(step, { cause });
  }
}
