import { z } from 'zod';
import { Index, Text, TextList } from '../wire/values.ts';

/** Names evaluations by their IDs, or by an expression. */
export const EvaluationDeleteRequest = z
  .looseObject({ EvalIDs: TextList, Filter: Text })
  .meta({ id: 'EvalDeleteRequest' });
export type EvaluationDeleteRequest = z.infer<typeof EvaluationDeleteRequest>;

export const EvaluationDeleteResponse = z
  .object({ Count: z.int(), Index })
  .meta({ id: 'EvalDeleteResponse' });
export type EvaluationDeleteResponse = z.infer<typeof EvaluationDeleteResponse>;
