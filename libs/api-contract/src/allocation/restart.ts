import { z } from 'zod';
import { Flag, Text } from '../wire/values.ts';

/** Restarts one task, or all when none is named. */
export const AllocRestartRequest = z
  .looseObject({ TaskName: Text, AllTasks: Flag })
  .meta({ id: 'AllocRestartRequest' });
