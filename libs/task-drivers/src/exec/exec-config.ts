import { z } from 'zod';
import { text, textList } from '../config/weak-types.ts';
import { isolationShape } from '../isolation/isolation-config.ts';

/** The `config` block of an exec task. */
export const ExecConfig = z.strictObject({
  command: text.pipe(z.string().min(1, { error: 'must not be empty' })),
  args: textList.optional(),
  ...isolationShape,
});
export type ExecConfig = z.infer<typeof ExecConfig>;
