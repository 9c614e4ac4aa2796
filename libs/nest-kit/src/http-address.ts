import type { LiveBus, Served } from '@steppe/event-log';

/** The live subject on which every job-api tells where its HTTP API answers. */
export const HTTP_ADDRESS_SUBJECT = 'service.http-address';

/** Tells agents that are no servers where to pass requests on to. */
export function serveHttpAddress(live: LiveBus, url: string): Served {
  return live.serve(HTTP_ADDRESS_SUBJECT, async () => ({ url }));
}
