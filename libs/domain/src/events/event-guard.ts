import type { z } from 'zod';

/**
 * Tells the events of a union from others by their type alone: what they hold was checked when they were read.
 *
 * @param union.options its kinds of events.
 */
export function eventGuard<Option extends z.ZodObject<{ type: z.ZodLiteral<string> }>>({
  options,
}: {
  readonly options: readonly Option[];
}): (event: { readonly type: string }) => event is z.infer<Option> {
  const types: ReadonlySet<string> = new Set(options.map(({ shape }) => shape.type.value));
  return (event): event is z.infer<Option> => types.has(event.type);
}
