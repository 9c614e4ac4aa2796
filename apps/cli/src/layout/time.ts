const UNITS = [
  { label: 'y', ms: 365 * 24 * 3_600_000 },
  { label: 'mo', ms: 30 * 24 * 3_600_000 },
  { label: 'd', ms: 24 * 3_600_000 },
  { label: 'h', ms: 3_600_000 },
  { label: 'm', ms: 60_000 },
  { label: 's', ms: 1_000 },
] as const;

/** The two largest units of a time span, e.g. `1m21s`, `2d4h`; `0s` when it is below a second. */
export function formatSpan(ms: number): string {
  let rest = Math.floor(Math.abs(ms) / 1_000) * 1_000;
  const first = UNITS.findIndex((unit) => rest >= unit.ms);
  if (first === -1) return '0s';
  let text = '';
  for (const unit of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    if (count > 0) text += `${count}${unit.label}`;
  }
  return text;
}

/** A whole span as Go prints a duration, e.g. `1h6m28s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${head}${seconds % 60}s`;
}

/** e.g. `14s ago`, or `5m from now`. */
export function formatAgo(ms: number, nowMs: number): string {
  return ms > nowMs ? `${formatSpan(ms - nowMs)} from now` : `${formatSpan(nowMs - ms)} ago`;
}

/** RFC 3339 to the second, in the machine's time zone, e.g. `2026-11-22T17:24:51Z`. */
export function formatTime(ms: number): string {
  const offsetMin = -new Date(ms).getTimezoneOffset();
  const local = new Date(ms + offsetMin * 60_000).toISOString().slice(0, 19);
  if (offsetMin === 0) return `${local}Z`;
  const [sign, abs] = [offsetMin < 0 ? '-' : '+', Math.abs(offsetMin)];
  return `${local}${sign}${twoDigits(abs / 60)}:${twoDigits(abs % 60)}`;
}

function twoDigits(n: number): string {
  return String(Math.trunc(n)).padStart(2, '0');
}

/** Nanoseconds since the epoch, as the API gives times, to milliseconds. */
export function msOfNanos(nanos: number): number {
  return Math.floor(nanos / 1e6);
}
