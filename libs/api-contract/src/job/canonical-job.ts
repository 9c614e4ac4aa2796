import { exactShapeOf } from '@steppe/domain';
import { canonicalizeJob, type JsonObject } from '@steppe/hcl';
import { withImpliedConstraints } from './implied-constraints.ts';
import { WireJob } from './wire-job.ts';

/**
 * The job with all that it leaves open filled in, by its type, and with the constraints that follow from what
 * it uses.
 *
 * @param namespace that of the request, for a job that names none.
 */
export function canonicalJob(job: WireJob, namespace: string): WireJob {
  const given = { ...job, Namespace: job.Namespace || namespace };
  const filled = isJsonObject(given) ? canonicalizeJob(given) : given;
  return withImpliedConstraints(isExactJob(filled) ? filled : WireJob.parse(filled));
}

const isExactJob = exactShapeOf(WireJob);

/** Whatever came out of `JSON.parse` as an object holds nothing but JSON. */
function isJsonObject(value: object): value is JsonObject {
  return !Array.isArray(value);
}
