import type { Job } from '@steppe/domain';
import { z } from 'zod';

/** A command that a job file gives a name, to be run inside of a task. */
export const JobAction = z
  .object({
    Name: z.string(),
    Command: z.string(),
    Args: z.array(z.string()).nullable(),
    TaskName: z.string(),
    TaskGroupName: z.string(),
  })
  .meta({ id: 'JobAction' });
export type JobAction = z.infer<typeof JobAction>;

const Kept = z.array(
  z.object({
    Name: z.string(),
    Command: z.string(),
    Args: z.array(z.string()).nullish(),
  }),
);

/** The actions of all tasks of a job, in the order of its file. */
export function actionsOf({ groups }: Job): JobAction[] {
  return groups.flatMap((group) =>
    group.tasks.flatMap((task) => {
      const actions = Kept.safeParse(task.extra['Actions']).data ?? [];
      return actions.map(({ Name, Command, Args }) => ({
        Name,
        Command,
        Args: Args ?? null,
        TaskName: task.name,
        TaskGroupName: group.name,
      }));
    }),
  );
}
