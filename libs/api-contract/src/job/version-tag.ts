import { z } from 'zod';
import { EpochNs, Index, Text, Whole } from '../wire/values.ts';

/** Gives a version of a job a name. */
export const JobVersionTagRequest = z
  .looseObject({ Version: Whole, Description: Text })
  .meta({ id: 'TagVersionRequest' });
export type JobVersionTagRequest = z.infer<typeof JobVersionTagRequest>;

export const VersionTag = z
  .object({ Name: z.string(), Description: z.string(), TaggedTime: EpochNs })
  .meta({ id: 'JobVersionTag' });
export type VersionTag = z.infer<typeof VersionTag>;

export const JobVersionTagResponse = VersionTag.extend({
  Index,
  LastContact: z.int(),
  KnownLeader: z.boolean(),
  NextToken: z.string(),
}).meta({ id: 'JobTagResponse' });
export type JobVersionTagResponse = z.infer<typeof JobVersionTagResponse>;
