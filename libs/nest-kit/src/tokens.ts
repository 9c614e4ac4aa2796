/** Nest's injection tokens for the ports that the services share. An interface has no runtime value, so it needs a token. */
export const EVENT_STORE = Symbol('EventStore');
export const PROJECTION = Symbol('Projection');
export const CLOCK = Symbol('Clock');
export const LOGGER = Symbol('Logger');

/** Returns the current time in milliseconds since the Unix epoch. */
export type Clock = () => number;
