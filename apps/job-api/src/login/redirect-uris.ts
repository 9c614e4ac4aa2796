const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a provider may send people there. On the own machine any port will do, as RFC 8252 (7.3) asks: the command
 * that waits there takes one that is free.
 *
 * @param allowed none: the provider alone decides.
 */
export function isAllowedRedirect(uri: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0 || allowed.includes(uri)) return true;
  const wanted = withoutLoopbackPort(uri);
  return wanted !== undefined && allowed.some((each) => withoutLoopbackPort(each) === wanted);
}

function withoutLoopbackPort(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  if (url.protocol !== 'http:' || !LOOPBACK.has(url.hostname)) return undefined;
  url.port = '';
  return url.href;
}
