import { z } from 'zod';
import { Flag, Index, Text, TextList } from '../wire/values.ts';

/** Promotes the canaries of some groups, or with `All` of every one. */
export const DeploymentPromoteRequest = z
  .looseObject({ DeploymentID: Text, All: Flag, Groups: TextList })
  .meta({ id: 'DeploymentPromoteRequest' });
export type DeploymentPromoteRequest = z.infer<typeof DeploymentPromoteRequest>;

/** Says of allocations whether they are healthy, where no check does. */
export const DeploymentAllocHealthRequest = z
  .looseObject({
    DeploymentID: Text,
    HealthyAllocationIDs: TextList,
    UnhealthyAllocationIDs: TextList,
  })
  .meta({ id: 'DeploymentAllocHealthRequest' });
export type DeploymentAllocHealthRequest = z.infer<typeof DeploymentAllocHealthRequest>;

export const DeploymentPauseRequest = z
  .looseObject({
    DeploymentID: Text,
    /** False: go on. */
    Pause: Flag,
  })
  .meta({ id: 'DeploymentPauseRequest' });
export type DeploymentPauseRequest = z.infer<typeof DeploymentPauseRequest>;

/** The answer to a change of a deployment. */
export const DeploymentUpdateResponse = z
  .object({
    /** Empty when the change calls for no evaluation. */
    EvalID: z.string(),
    EvalCreateIndex: Index,
    DeploymentModifyIndex: Index,
    /** The version that the job goes back to. */
    RevertedJobVersion: z.int().nullable(),
    Index,
  })
  .meta({ id: 'DeploymentUpdateResponse' });
export type DeploymentUpdateResponse = z.infer<typeof DeploymentUpdateResponse>;
