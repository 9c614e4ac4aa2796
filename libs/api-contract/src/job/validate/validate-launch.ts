import { z } from 'zod';
import { textOr, texts } from '../blocks/values.ts';
import type { WireJob } from '../wire-job.ts';
import { multiError } from './multi-error.ts';

const Periodic = z.looseObject({
  Enabled: z.boolean().nullish(),
  Spec: textOr(''),
  Specs: texts,
  SpecType: textOr('cron'),
});
const Parameterized = z.looseObject({
  Payload: textOr('optional'),
  MetaRequired: texts,
  MetaOptional: texts,
});
const PAYLOADS = ['optional', 'required', 'forbidden'];

/** What is wrong with how a job is launched: by the clock, or when it is dispatched. Expressions are read elsewhere. */
export function launchFaults(job: WireJob, type: string): string[] {
  return [...periodicFaults(job, type), ...parameterizedFaults(job, type)];
}

function periodicFaults({ Periodic: given }: WireJob, type: string): string[] {
  if (!given) return [];
  const parsed = Periodic.safeParse(given);
  if (!parsed.success) return [`Periodic validation failed: ${issuesOf(parsed.error)}`];
  const { Enabled, Spec, Specs, SpecType } = parsed.data;
  if (Enabled === false) return [];
  const faults: string[] = [];
  if (SpecType !== 'cron') faults.push(`Unknown periodic specification type "${SpecType}"`);
  if (Spec === '' && Specs.length === 0) faults.push('Must specify a spec');
  if (Spec !== '' && Specs.length > 0) faults.push('Only cron or crons may be used');
  const nested = faults.length === 0 ? [] : [multiError(faults)];
  return [...typeFaults('Periodic', type), ...nested];
}

function parameterizedFaults({ ParameterizedJob: given }: WireJob, type: string): string[] {
  if (!given) return [];
  const parsed = Parameterized.safeParse(given);
  if (!parsed.success) return [`Parameterized job validation failed: ${issuesOf(parsed.error)}`];
  const { Payload, MetaRequired, MetaOptional } = parsed.data;
  const faults: string[] = [];
  if (!PAYLOADS.includes(Payload)) faults.push(`Unknown payload requirement: "${Payload}"`);
  const both = MetaRequired.filter((key) => MetaOptional.includes(key));
  if (both.length > 0) {
    faults.push(
      `Required and optional meta keys should be disjoint. Following keys exist in both: [${both.join(' ')}]`,
    );
  }
  const nested = faults.length === 0 ? [] : [multiError(faults)];
  return [...typeFaults('Parameterized job', type), ...nested];
}

function typeFaults(what: string, type: string): string[] {
  if (type === 'batch' || type === 'sysbatch') return [];
  return [`${what} can only be used with "batch" or "sysbatch" scheduler`];
}

function issuesOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
