import type { Time } from '@steppe/alloc-runner';

/** Waits for something to end, but no longer than `patienceMs`: it goes on, and nobody waits for it any more. */
export async function within(
  work: Promise<unknown>,
  { time, patienceMs }: { readonly time: Time; readonly patienceMs: number },
): Promise<void> {
  const { promise: isLate, resolve } = Promise.withResolvers<void>();
  const callOff = time.after(patienceMs, resolve);
  try {
    await Promise.race([work, isLate]);
  } finally {
    callOff();
  }
}
