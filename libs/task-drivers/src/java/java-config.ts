import { z } from 'zod';
import { faultsOf } from '../config/parse-config.ts';
import { text, textList } from '../config/weak-types.ts';
import { isolationShape } from '../isolation/isolation-config.ts';
import type { JsonObject } from '../json.ts';
import type { ConfigFault } from '../task-driver.ts';

/** The `config` block of a java task. */
export const JavaConfig = z.strictObject({
  class: text.optional(),
  class_path: text.optional(),
  jar_path: text.optional(),
  jvm_options: textList.optional(),
  args: textList.optional(),
  ...isolationShape,
});
export type JavaConfig = z.infer<typeof JavaConfig>;

export function javaConfigFaults(config: JsonObject): readonly ConfigFault[] {
  const faults = faultsOf(JavaConfig, config);
  if (faults.length > 0 || config['jar_path'] || config['class']) return faults;
  return [{ key: 'jar_path', message: '"jar_path" or "class" must be specified' }];
}

/** Writes the arguments of `java`; a jar names its main class itself. */
export function javaArgs(config: JavaConfig): readonly string[] {
  const classPath = config.class_path ? ['-cp', config.class_path] : [];
  const main = config.jar_path ? ['-jar', config.jar_path] : [config.class ?? ''];
  return [...(config.jvm_options ?? []), ...classPath, ...main, ...(config.args ?? [])];
}
