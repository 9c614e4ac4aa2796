import type { LiveBus, Served } from '@steppe/event-log';

/** The live subject on which services tell that they are there. */
export const PRESENCE_SUBJECT = 'service.presence';

export interface Presence {
  readonly service: string;
  readonly instance: string;
}

/** Tells whoever asks that this process is there. */
export function servePresence(live: LiveBus, presence: Presence): Served {
  return live.serve(PRESENCE_SUBJECT, () => Promise.resolve(presence));
}
