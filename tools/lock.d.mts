/** Runs `work` while this process holds `lockFile`; others wait for their turn, at most `timeoutMs`. */
export function withLock<T>(
  lockFile: string,
  timeoutMs: number,
  work: (seen: { ownerDied: boolean }) => Promise<T> | T,
): Promise<T>;
