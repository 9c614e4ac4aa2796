import type { AuthMethodConfig } from '@steppe/domain';

/** The claims of a JWT that say when it counts: seconds since the Unix epoch. */
export interface TokenTimes {
  readonly iat?: number | undefined;
  readonly nbf?: number | undefined;
  readonly exp?: number | undefined;
}

const LEEWAY_MS = 150_000;
const CLOCK_SKEW_MS = 60_000;
const MS_PER_SECOND = 1000;

/**
 * Why a token does not count now; undefined when it does. A token without an end, or without a beginning, gets one
 * from its other times, as in Nomad.
 */
export function timeFault(
  { iat, nbf, exp }: TokenTimes,
  config: Pick<AuthMethodConfig, 'expirationLeewayMs' | 'notBeforeLeewayMs' | 'clockSkewLeewayMs'>,
  nowMs: number,
): string | undefined {
  if (iat === undefined && nbf === undefined && exp === undefined) {
    return 'no issued at (iat), not before (nbf), or expiration time (exp) claims in token';
  }
  const latestStartMs = Math.max(iat ?? 0, nbf ?? 0) * MS_PER_SECOND;
  const endMs =
    exp === undefined
      ? latestStartMs + leeway(config.expirationLeewayMs, LEEWAY_MS)
      : exp * MS_PER_SECOND;
  const startMs =
    nbf === undefined && iat === undefined
      ? endMs - leeway(config.notBeforeLeewayMs, LEEWAY_MS)
      : (nbf ?? iat ?? 0) * MS_PER_SECOND;
  const skewMs = leeway(config.clockSkewLeewayMs, CLOCK_SKEW_MS);
  if (nowMs > endMs + skewMs) return 'invalid expiration time (exp) claim: token is expired';
  if (nowMs < startMs - skewMs) return 'invalid not before (nbf) claim: token not yet valid';
  return undefined;
}

/** Less than zero means none. */
function leeway(ms: number | undefined, defaultMs: number): number {
  return ms === undefined ? defaultMs : Math.max(0, ms);
}
