/** Path of the first nats-server that is new enough: on PATH, else in the cache of the tools. */
export function resolveNatsServer(): string | undefined;
