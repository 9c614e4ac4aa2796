import { z } from 'zod';
import { TaskLogs } from '../logs/task-logs.ts';

export const DOCKER_STATE_VERSION = 1;

/** What the driver keeps of a task in its handle. */
export const DockerState = z.object({
  containerId: z.string(),
  /** For the driver's own files. */
  stateDir: z.string(),
  /** The task's own; empty for the image's. */
  killSignal: z.string(),
  tty: z.boolean(),
  /** Whether this driver writes the log files. */
  capturesLogs: z.boolean(),
  logs: TaskLogs,
  /** Whether its job file chooses the cores that it may use. */
  choosesCores: z.boolean().optional(),
  /** Absent in handles of releases that collected no images. */
  image: z.object({ id: z.string(), isFetched: z.boolean() }).optional(),
});
export type DockerState = z.infer<typeof DockerState>;
