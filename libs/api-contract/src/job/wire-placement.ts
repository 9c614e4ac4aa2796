import { z } from 'zod';
import { Text, Whole } from '../wire/values.ts';

export const WireConstraint = z
  .looseObject({ LTarget: Text, RTarget: Text, Operand: Text })
  .meta({ id: 'Constraint' });
export type WireConstraint = z.infer<typeof WireConstraint>;

export const WireAffinity = z
  .looseObject({ LTarget: Text, RTarget: Text, Operand: Text, Weight: Whole })
  .meta({ id: 'Affinity' });
export type WireAffinity = z.infer<typeof WireAffinity>;

export const WireSpread = z
  .looseObject({
    Attribute: Text,
    Weight: Whole,
    SpreadTarget: z.array(z.looseObject({ Value: Text, Percent: Whole })).nullish(),
  })
  .meta({ id: 'Spread' });
export type WireSpread = z.infer<typeof WireSpread>;
