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

/** Where names are looked for by a part of them. */
export const FuzzySearchContext = z.enum([
  'allocs',
  'jobs',
  'nodes',
  'node_pools',
  'evals',
  'deployment',
  'plugins',
  'volumes',
  'scaling_policy',
  'vars',
  'namespaces',
  'host_volumes',
  'all',
]);
export type FuzzySearchContext = z.infer<typeof FuzzySearchContext>;

export const FuzzySearchRequest = z
  .looseObject({ Text, Context: Text })
  .meta({ id: 'FuzzySearchRequest' });

/** A name, and where it is, from the outermost in. */
export const FuzzyMatch = z
  .object({ ID: z.string(), Scope: z.array(z.string()).optional() })
  .meta({ id: 'FuzzyMatch' });
export type FuzzyMatch = z.infer<typeof FuzzyMatch>;

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

/** Names by kind, and in which contexts there are more than were shown. */
export const FuzzySearchResponse = SearchResponse.extend({
  Matches: z.record(z.string(), z.array(FuzzyMatch)),
}).meta({ id: 'FuzzySearchResponse' });
export type FuzzySearchResponse = z.infer<typeof FuzzySearchResponse>;
