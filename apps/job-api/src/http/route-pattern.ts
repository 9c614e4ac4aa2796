/**
 * A route as tables name it, with `*` for each parameter.
 *
 * @param route as the router knows it, e.g. `/v1/job/:jobId`.
 */
export function routePattern(route: string): string {
  const pattern = known.get(route) ?? route.replaceAll(/:\w+/g, '*');
  known.set(route, pattern);
  return pattern;
}

/** Each request asks, several times, and there are only so many routes. */
const known = new Map<string, string>();
