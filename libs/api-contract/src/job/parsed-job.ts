import type { Json, JsonObject } from '@steppe/hcl';
import { WireJob } from './wire-job.ts';

/** A job that the HCL parser read, as the API's JSON. */
export function parsedJob(job: JsonObject): WireJob {
  return WireJob.parse(withoutBigIntegers(job));
}

/** JSON has one kind of number; integers beyond 2^53 are times and durations, whole in milliseconds. */
function withoutBigIntegers(json: Json): unknown {
  if (typeof json === 'bigint') return Number(json);
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return json.map(withoutBigIntegers);
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, withoutBigIntegers(value)]),
  );
}

function isList(json: readonly Json[] | JsonObject): json is readonly Json[] {
  return Array.isArray(json);
}
