export { type FaultyLink, startFaultyLink } from './faulty-link.ts';
export { type NatsServer, type NatsServerOptions, startNatsServer } from './nats-server.ts';
export { VirtualTimers } from './virtual-timers.ts';
