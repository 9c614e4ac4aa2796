import { Failure } from '../failure.ts';

/** @throws Failure that names what could not be read, since it is no PEM of that kind. */
export function parsePem<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(`Error parsing ${what}: ${reason}`, { cause });
  }
}
