import { z } from 'zod';
import { integer, text, textList } from '../config/weak-types.ts';

const unsupported = z.never({
  error: 'is not supported: processes stay in the cgroup of the agent',
});

/** The `config` block of a raw_exec task. */
export const RawExecConfig = z.strictObject({
  command: text.pipe(z.string().min(1, { error: 'must not be empty' })),
  args: textList.optional(),
  work_dir: text.optional(),
  denied_envvars: textList.optional(),
  oom_score_adj: integer.pipe(z.int().min(0).max(1000)).optional(),
  cgroup_v1_override: unsupported.optional(),
  cgroup_v2_override: unsupported.optional(),
});
export type RawExecConfig = z.infer<typeof RawExecConfig>;
