import { canonicalizeJob, type JsonObject } from '@steppe/hcl';
import { WireJob } from './wire-job.ts';

/**
 * The job with all that it leaves open filled in, by its type.
 *
 * @param namespace that of the request, for a job that names none.
 */
export function canonicalJob(job: WireJob, namespace: string): WireJob {
  const given = { ...job, Namespace: job.Namespace || namespace };
  return WireJob.parse(isJsonObject(given) ? canonicalizeJob(given) : given);
}

/** Whatever came out of `JSON.parse` as an object holds nothing but JSON. */
function isJsonObject(value: object): value is JsonObject {
  return !Array.isArray(value);
}
