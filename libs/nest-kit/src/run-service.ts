import { hostname } from 'node:os';
import { SteppeError } from '@steppe/domain';
import { type EventStore, openJetStreamStore, Projection } from '@steppe/event-log';
import { natsTlsOf } from './nats-tls.ts';
import { logReport } from './log-report.ts';
import { createLogger, type Logger } from './logger.ts';
import type { Clock } from './tokens.ts';

/** What a service that runs in a process of its own is started with. */
export interface ServicePorts {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tells replicas apart, e.g. `worker-2f1c:7`. */
  readonly instance: string;
  readonly env: NodeJS.ProcessEnv;
  /** A view of the log that is caught up; the process ends when it fails later. */
  openProjection(): Promise<Projection>;
}

export interface RunningService {
  close(): Promise<void>;
}

/** The whole life of a service's process: connect, start, serve until a signal, stop. Never rejects. */
export async function runService(
  name: string,
  start: (ports: ServicePorts) => Promise<RunningService>,
): Promise<void> {
  const { env } = process;
  const logger = createLogger({ name, level: env['LOG_LEVEL'] });
  try {
    const store = await openJetStreamStore({
      servers: (env['NATS_URL'] ?? 'nats://127.0.0.1:4222').split(','),
      name,
      tls: await natsTlsOf(env),
      report: logReport(logger),
    });
    const failure = Promise.withResolvers<never>();
    const openProjection = async (): Promise<Projection> => {
      const projection = await Projection.open(store);
      projection.failed.catch(failure.reject);
      return projection;
    };
    const instance = `${hostname()}:${process.pid}`;
    const service = await start({ store, clock: Date.now, logger, instance, env, openProjection });
    logger.info({ instance }, `${name} is up`);
    await Promise.race([untilStopped(), failure.promise]);
    await service.close();
    await store.close();
    logger.info({ instance }, `${name} stopped`);
  } catch (error) {
    reportFatal(logger, error);
    process.exitCode = 1;
  }
  // What is left open, such as a connection that is being retried, must not keep a stopped service alive.
  process.exit();
}

/** Logs why a process ends: an expected failure by its message, anything else with its stack. */
export function reportFatal(logger: Logger, error: unknown): void {
  if (error instanceof SteppeError) logger.fatal({ code: error.code }, error.message);
  else logger.fatal({ err: error }, 'unexpected failure');
}

/** Why a process stops: Ctrl-C, a request to end, or that whoever started it is gone. */
export type StopCause = 'interrupt' | 'terminate' | 'disconnect';

/** Resolves on the first signal to stop, or when the process that started this one is gone. */
export function untilStopped(): Promise<StopCause> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve('interrupt'));
    process.once('SIGTERM', () => resolve('terminate'));
    process.once('disconnect', () => resolve('disconnect'));
  });
}
