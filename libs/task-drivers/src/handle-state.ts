import { z } from 'zod';
import { DriverError } from './driver-error.ts';
import type { JsonObject } from './json.ts';
import type { TaskHandle } from './task-driver.ts';

/** Names a task within a driver. */
export function taskKey(handle: Pick<TaskHandle, 'allocId' | 'taskName'>): string {
  return `${handle.allocId}/${handle.taskName}`;
}

/**
 * Reads the driver's own part of a handle.
 *
 * @throws DriverError `TASK_NOT_FOUND` when another driver, or a version with another form of it, has written it.
 */
export function handleState<T extends z.ZodType>(
  handle: TaskHandle,
  expected: { readonly driver: string; readonly version: number; readonly schema: T },
): z.infer<T> {
  const result = expected.schema.safeParse(handle.state);
  if (handle.driver === expected.driver && handle.version === expected.version && result.success) {
    return result.data;
  }
  throw new DriverError(
    'TASK_NOT_FOUND',
    `the handle of task "${handle.taskName}" is not one of driver "${expected.driver}", version ${expected.version}`,
    { recoverable: false, cause: result.error },
  );
}

const JsonObjectSchema = z.record(z.string(), z.json());

/** Checks that a state is plain JSON, as the agent writes it to disk. */
export function asHandleState(state: object): JsonObject {
  return JsonObjectSchema.parse(state);
}

export function taskNotFound(handle: TaskHandle): DriverError {
  return new DriverError(
    'TASK_NOT_FOUND',
    `task "${handle.taskName}" of allocation ${handle.allocId} is unknown to driver "${handle.driver}"`,
    { recoverable: false },
  );
}
