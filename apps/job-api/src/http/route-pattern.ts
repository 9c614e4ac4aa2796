/**
 * A route as tables name it, with `*` for each parameter.
 *
 * @param route as the router knows it, e.g. `/v1/job/:jobId`.
 */
export function routePattern(route: string): string {
  return route.replaceAll(/:\w+/g, '*');
}
