import { z } from 'zod';
import { Flag, Text } from '../wire/values.ts';

/** Restarts one task, or those that run when none is named. */
export const AllocRestartRequest = z
  .looseObject({ TaskName: Text, AllTasks: Flag })
  .meta({ id: 'AllocRestartRequest' });

/** Sends a signal to one task, or to those that run when none is named. */
export const AllocSignalRequest = z
  .looseObject({ Task: Text, Signal: Text })
  .meta({ id: 'AllocSignalRequest' });
