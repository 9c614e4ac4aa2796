/** Services are kept as they were posted; only in two fields the answer differs from the request. */
export function servicesToWire(
  services: unknown,
  namespace: string,
): Record<string, unknown>[] | null {
  if (!Array.isArray(services) || services.length === 0) return null;
  return services.filter(isRecord).map(({ CheckRestart: _onlyInRequests, ...service }) => ({
    ...service,
    Namespace: namespace,
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
