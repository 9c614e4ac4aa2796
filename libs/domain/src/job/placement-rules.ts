import { z } from 'zod';

/** A rule that a node must meet: `leftTarget operand rightTarget`, e.g. `${attr.kernel.name} = linux`. */
export const Constraint = z.object({
  leftTarget: z.string(),
  operand: z.string(),
  rightTarget: z.string(),
});
export type Constraint = z.infer<typeof Constraint>;

/** A wish: like a constraint, with a weight from -100 to 100. */
export const Affinity = Constraint.extend({ weight: z.int() });
export type Affinity = z.infer<typeof Affinity>;

/** Spread allocations over the values of an attribute; each target wants a percentage of them. */
export const Spread = z.object({
  attribute: z.string(),
  weight: z.int(),
  targets: z.array(z.object({ value: z.string(), percent: z.int() })),
});
export type Spread = z.infer<typeof Spread>;
