import { z } from 'zod';
import { Index, Text } from '../wire/values.ts';

export const SearchContext = z.enum([
  'all',
  'jobs',
  'allocs',
  'evals',
  'deployment',
  'nodes',
  'namespaces',
]);
export type SearchContext = z.infer<typeof SearchContext>;

export const SearchRequest = z
  .looseObject({ Prefix: Text, Context: Text })
  .meta({ id: 'SearchRequest' });
export type SearchRequest = z.infer<typeof SearchRequest>;

/** IDs by kind, and of which kinds there are more than were shown. */
export const SearchResponse = z
  .object({
    Matches: z.record(z.string(), z.array(z.string())),
    Truncations: z.record(z.string(), z.boolean()),
    Index,
    LastContact: z.int(),
    KnownLeader: z.boolean(),
    NextToken: z.string(),
  })
  .meta({ id: 'SearchResponse' });
export type SearchResponse = z.infer<typeof SearchResponse>;
