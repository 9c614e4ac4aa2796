import { z } from 'zod';

const DiffType = z.enum(['None', 'Added', 'Deleted', 'Edited']);
export type DiffType = z.infer<typeof DiffType>;
const Annotations = z.array(z.string()).nullable();

export const FieldDiff = z
  .object({ Type: DiffType, Name: z.string(), Old: z.string(), New: z.string(), Annotations })
  .meta({ id: 'FieldDiff' });
export type FieldDiff = z.infer<typeof FieldDiff>;

/** A block, with the blocks in it. */
export interface ObjectDiff {
  Type: DiffType;
  Name: string;
  Fields: FieldDiff[] | null;
  Objects: ObjectDiff[] | null;
}
export const ObjectDiff: z.ZodType<ObjectDiff> = z
  .object({
    Type: DiffType,
    Name: z.string(),
    Fields: z.array(FieldDiff).nullable(),
    Objects: z.array(z.lazy(() => ObjectDiff)).nullable(),
  })
  .meta({ id: 'ObjectDiff' });

/** What a job, a group and a task have in common. */
const Parts = {
  Type: DiffType,
  Fields: z.array(FieldDiff).nullable(),
  Objects: z.array(ObjectDiff).nullable(),
};

export const TaskDiff = z
  .object({ ...Parts, Name: z.string(), Annotations })
  .meta({ id: 'TaskDiff' });
export type TaskDiff = z.infer<typeof TaskDiff>;

export const TaskGroupDiff = z
  .object({
    ...Parts,
    Name: z.string(),
    Tasks: z.array(TaskDiff).nullable(),
    /** What the plan does to how many allocations, e.g. `create`. */
    Updates: z.record(z.string(), z.int()).nullable(),
  })
  .meta({ id: 'TaskGroupDiff' });
export type TaskGroupDiff = z.infer<typeof TaskGroupDiff>;

/** What changes from one version of a job to the next. */
export const JobDiff = z
  .object({
    ...Parts,
    ID: z.string(),
    TaskGroups: z.array(TaskGroupDiff).nullable(),
  })
  .meta({ id: 'JobDiff' });
export type JobDiff = z.infer<typeof JobDiff>;
