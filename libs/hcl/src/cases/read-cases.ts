import { z } from 'zod';

const Given = z.object({
  vars: z.array(z.string()).default([]),
  envs: z.array(z.string()).default([]),
  var_files: z.array(z.string()).default([]),
  var_content: z.string().optional(),
  strict: z.boolean().optional(),
});

/** One line of `cases/cases.json`. */
export const Case = z.object({
  id: z.string(),
  given: Given.default(Given.parse({})),
  /** Absent for a valid job file. */
  faults: z.array(z.string().nullable()).optional(),
});
export type Case = z.infer<typeof Case>;
