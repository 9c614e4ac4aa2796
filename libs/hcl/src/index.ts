export { type Diagnostic } from './syntax/diagnostics.ts';
export { type Position, type Range } from './syntax/source.ts';
export { type Json, type JsonObject } from './values/json.ts';
export { type Host } from './functions/registry.ts';
export { type JobSource, parseJob, type ParsedJob } from './job/parse-job.ts';
export { type TextFile } from './job/variable-values.ts';
