const NS_PER_MS = 1e6;

/** Writes a duration as Nomad's messages do, which is Go's way: `16.882677307s`, `1m30s`, `250ms`. */
export function goDuration(durationMs: number): string {
  const ns = Math.round(durationMs * NS_PER_MS);
  if (ns === 0) return '0s';
  if (ns < 1e3) return `${ns}ns`;
  if (ns < 1e6) return `${ns / 1e3}µs`;
  if (ns < 1e9) return `${ns / 1e6}ms`;
  const totalSeconds = Math.floor(ns / 1e9);
  const hours = Math.floor(totalSeconds / 3600);
  const minutes = Math.floor((totalSeconds % 3600) / 60);
  const seconds = (ns - (hours * 3600 + minutes * 60) * 1e9) / 1e9;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
