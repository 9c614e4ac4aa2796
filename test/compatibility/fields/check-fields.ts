import { jobWarnings, WireJob } from '@steppe/api-contract';
import { type Diagnostic, parseJob, stringifyJson } from '@steppe/hcl';
import type { Finding } from '../report/finding.ts';
import { type JobField, readJobFields } from '../tables/read-table.ts';
import { sampleJob } from './sample-job.ts';

/** Parses a job file for each attribute, block and function of Nomad's, and looks for it in the JSON. */
export function checkFields(): Finding[] {
  return readJobFields().flatMap((field) => {
    const checked = checkOne(field);
    if (!checked) return [];
    const name = field.kind === 'function' ? `${field.name}()` : nameOf(field);
    return [{ name, tier: field.tier, edition: editionOf(field), ...checked }];
  });
}

function nameOf({ block_path: path, name }: JobField): string {
  return `${path}.${name}`;
}

function editionOf({ allowed_values: allowed, block_path: path }: JobField): string {
  const isPaid = allowed.includes('enterprise') || path.startsWith('job.multiregion');
  return isPaid ? 'enterprise' : 'community';
}

type Checked = Pick<Finding, 'status' | 'note'>;

/** Undefined for what is no part of the job file's text. */
function checkOne(field: JobField): Checked | undefined {
  if (field.kind === 'function') return checkFunction(field.name);
  const isText = field.kind === 'attr' || field.kind === 'block' || field.kind === 'label';
  if (!isText || !/^job\b(?!.*\()/.test(field.block_path)) return undefined;
  return checkField(field);
}

function checkFunction(name: string): Checked {
  const text = `job "sample" {\n  name = ${name}()\n}`;
  const isUnknown = faultsOf(text).some(({ summary, detail }) =>
    /no function|unknown function/i.test(`${summary} ${detail}`),
  );
  return isUnknown ? { status: 'missing', note: '' } : { status: 'same', note: '' };
}

function checkField(field: JobField): Checked {
  const { job, diagnostics } = parse(sampleJob(field));
  const fault = diagnostics.find(({ severity }) => severity === 'error');
  if (fault || !job) {
    return { status: 'missing', note: fault ? `refused: ${fault.summary}` : 'refused' };
  }
  const json = stringifyJson(job);
  if (field.api_json_field !== '-' && !json.includes(`"${field.api_json_field}":`)) {
    return { status: 'partly', note: `parses, but \`${field.api_json_field}\` is not in the JSON` };
  }
  const inert = jobWarnings(WireJob.parse(JSON.parse(json))).find((warning) =>
    warning.includes('no effect'),
  );
  if (inert === undefined) return { status: 'same', note: '' };
  const [, what = field.name] = /([a-z_, ]+) (?:has|have) no effect/.exec(inert) ?? [];
  return { status: 'partly', note: `parses; ${what.trim()} has no effect yet` };
}

function faultsOf(text: string): Diagnostic[] {
  return parse(text).diagnostics.filter(({ severity }) => severity === 'error');
}

function parse(text: string) {
  return parseJob({
    filename: 'sample.nomad.hcl',
    text,
    variables: {},
    env: {},
    varFiles: [],
    isStrict: true,
    host: { randomBytes: (count) => new Uint8Array(count) },
  });
}
