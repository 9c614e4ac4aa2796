import { z } from 'zod';
import { text, textList } from '../config/weak-types.ts';

const namespaceMode = text.pipe(
  z.enum(['private', 'host'], { error: 'must be "private" or "host"' }),
);

/** The part of a task's `config` that isolated drivers share. */
export const isolationShape = {
  work_dir: text.optional(),
  pid_mode: namespaceMode.optional(),
  ipc_mode: namespaceMode.optional(),
  cap_add: textList.optional(),
  cap_drop: textList.optional(),
};
const IsolationConfig = z.object(isolationShape);
export type IsolationConfig = z.infer<typeof IsolationConfig>;
