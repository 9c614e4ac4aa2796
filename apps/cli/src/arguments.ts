import { UsageError } from './usage-error.ts';

/** @throws UsageError with `message` unless there is exactly one argument. */
export function onlyArgument(args: readonly string[], message: string): string {
  const [only, ...more] = args;
  if (only === undefined || more.length > 0) throw new UsageError(message);
  return only;
}

/** @throws UsageError with `message` when there is more than one argument. */
export function optionalArgument(args: readonly string[], message: string): string | undefined {
  if (args.length > 1) throw new UsageError(message);
  return args[0];
}

/** @throws UsageError when there is an argument. */
export function noArguments(args: readonly string[]): void {
  if (args.length > 0) throw new UsageError('This command takes no arguments');
}

/** A flag's whole number. @throws UsageError when it is none. */
export function wholeNumber(text: string, flag: string): number {
  if (!/^\d+$/.test(text)) {
    throw new UsageError(`Error parsing ${flag} value "${text}": it must be a whole number`);
  }
  return Number(text);
}
