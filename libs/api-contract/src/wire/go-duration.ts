const UNITS = [
  { name: 'h', ms: 3_600_000 },
  { name: 'm', ms: 60_000 },
] as const;

/** A duration as Go prints it, such as `24h0m0s` or `1m30s`; whole seconds and milliseconds. */
export function goDuration(ms: number): string {
  let rest = ms;
  let text = '';
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    if (count > 0 || text !== '') text += `${count}${unit.name}`;
  }
  if (text === '' && rest < 1000 && rest > 0) return `${rest}ms`;
  return `${text}${rest / 1000}s`;
}
