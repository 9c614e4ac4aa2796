import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { type JobSubmission, WireJob } from '@steppe/api-contract';
import { formatDiagnostics, parseJob, type TextFile } from '@steppe/hcl';
import { z } from 'zod';
import type { CommandContext } from '../command.ts';
import { Failure } from '../failure.ts';
import { UsageError } from '../usage-error.ts';
import { readText } from './read-text.ts';

export interface LoadedJob {
  /** As the API takes it. */
  readonly job: WireJob;
  /** What was written, kept with the job. */
  readonly submission: JobSubmission;
}

/**
 * Reads and parses the job file that a command names; warnings go to stderr.
 *
 * @throws Failure that says what is wrong with the file, and where.
 */
export async function loadJob(context: CommandContext, path: string): Promise<LoadedJob> {
  try {
    const source = await readJobFile(context, path);
    return context.parsed.flag('json') ? jsonJob(source) : await hclJob(context, path, source);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`Error getting job struct: ${error.message}`, { cause: error });
  }
}

async function readJobFile({ terminal }: CommandContext, path: string): Promise<string> {
  try {
    return await readText(path, terminal.stdin);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`Error getting jobfile from "${path}": ${error.message}`, { cause: error });
  }
}

async function hclJob(
  { parsed, env, terminal }: CommandContext,
  path: string,
  text: string,
): Promise<LoadedJob> {
  const filename = path === '-' ? 'stdin' : basename(path);
  const variables = variableFlags(parsed.values('var'));
  const varFiles: TextFile[] = [];
  for (const file of parsed.values('var-file')) {
    varFiles.push({ filename: file, text: await readText(file, terminal.stdin) });
  }
  const { job, diagnostics } = parseJob({
    text,
    filename,
    variables,
    varFiles,
    env: withSteppeVariables(env),
    isStrict: !parsed.isOff('hcl2-strict'),
    host: { randomBytes: (count) => randomBytes(count) },
  });
  const sources = Object.fromEntries(varFiles.map((file) => [file.filename, file.text]));
  const said = formatDiagnostics(diagnostics, { ...sources, [filename]: text });
  if (job === undefined) throw new Failure(`Error parsing job file from ${path}:\n\n${said}`);
  if (diagnostics.length > 0) terminal.err(said);
  return {
    job: WireJob.parse(job),
    submission: {
      Source: text,
      Format: 'hcl2',
      Variables: varFiles.map((file) => file.text).join('\n'),
      VariableFlags: variables,
    },
  };
}

/** A file that may or may not have the `{"Job": …}` around it that `-output` prints. */
const JsonJob = z.union([z.object({ Job: WireJob }).transform(({ Job }) => Job), WireJob]);

function jsonJob(text: string): LoadedJob {
  const parsed = JsonJob.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Failure(`Failed to parse JSON job: ${z.prettifyError(parsed.error)}`);
  }
  return { job: parsed.data, submission: { Source: text, Format: 'json' } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Failure(`Failed to parse JSON job: ${error.message}`, { cause: error });
  }
}

function variableFlags(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`-var needs name=value, not "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

const [OURS, THEIRS] = ['STEPPE_VAR_', 'NOMAD_VAR_'] as const;

/** The parser reads `NOMAD_VAR_name`; our own names win over those. */
function withSteppeVariables(env: CommandContext['env']): CommandContext['env'] {
  const ours = Object.entries(env).filter(([name]) => name.startsWith(OURS));
  const renamed = ours.map(([name, value]) => [`${THEIRS}${name.slice(OURS.length)}`, value]);
  return { ...env, ...Object.fromEntries(renamed) };
}
