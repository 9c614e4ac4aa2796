import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from '@steppe/cli';
import type { Finding } from '../report/finding.ts';
import { JOBS_DIRECTORY, parseCommandLine } from './command-line.ts';
import { NOT_COMPARED, whyDifferent } from './deliberate-differences.ts';
import { KnownIds } from './known-ids.ts';
import { jsonShape, normalise, normaliseMonitor } from './normalise.ts';
import { readRecording, recordingNames, type RecordedStep } from './recording.ts';
import { SCENARIOS } from './scenarios.ts';

/** What followed something without end was broken off after a while, there as here. */
const NEVER_ENDS = 124;
const INTERRUPTED = 130;
const PATIENCE_MS = 3_000;
const STEP_MAX_MS = 60_000;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Replays what was recorded from Nomad against an agent, and compares what is printed. */
export async function checkTranscripts(
  url: string,
  { only = '' }: { only?: string } = {},
): Promise<Finding[]> {
  const ids = new KnownIds();
  const findings: Finding[] = [];
  for (const name of recordingNames().filter((each) => each.includes(only))) {
    const { before = {}, ends = [] } = SCENARIOS[name] ?? {};
    for (const [at, step] of readRecording(name).entries()) {
      for (const call of before[at] ?? []) await run(url, call);
      findings.push(await replay(url, { name, step, ids }));
    }
    for (const job of ends) await run(url, `nomad job stop -purge -yes ${job}`);
  }
  return findings;
}

async function replay(
  url: string,
  { name, step, ids }: { name: string; step: RecordedStep; ids: KnownIds },
): Promise<Finding> {
  const finding = { name: `${name}: ${step.command}`, tier: '1', edition: 'community' } as const;
  const note = await settledDifference(url, step, ids);
  if (note === undefined) return { ...finding, status: 'same', note: '' };
  const isKnown = note === ONLY_STATUS || note === NOT_ALONE;
  const why = isKnown ? note : whyDifferent(name, step.command);
  return why === undefined
    ? { ...finding, status: 'partly', note }
    : { ...finding, status: 'differs', note: why };
}

/** What only reads is asked again for a while, since what it tells of may still be on its way. */
const READS = /nomad (?:\w+ )?(?:status|logs|allocs|list|info|deployments|history)\b/;
const SETTLES_MS = 2_500;
const PAUSE_MS = 250;

async function settledDifference(
  url: string,
  step: RecordedStep,
  ids: KnownIds,
): Promise<string | undefined> {
  const patienceMs = step.exitCode === NEVER_ENDS ? PATIENCE_MS : STEP_MAX_MS;
  const settles = READS.test(step.command) && step.exitCode === 0;
  const giveUpAtMs = Date.now() + (settles ? SETTLES_MS : 0);
  for (;;) {
    const ran = await run(url, ids.inCommand(step.command), patienceMs);
    if (ran === undefined) return NOT_ALONE;
    ids.learn(step.stdout, ran.stdout);
    const note = differenceOf(step, ran);
    if (note === undefined || Date.now() >= giveUpAtMs) return note;
    await sleep(PAUSE_MS);
  }
}

const NOT_ALONE = `${NOT_COMPARED}the shell, or another program, has a part in it`;
const ONLY_STATUS =
  "what the caller got wrong is a 400, 404 or 409; Nomad's 500 makes clients try again in vain";
/** Of what lists all that there is, only the header must be the same: the recorded cluster held other things. */
const LISTS =
  /^nomad (?:(?:job |node |)status(?: -(?:verbose|allocs|os|namespace \S+|per-page \d))*|(?:eval|deployment) list.*)$/;

/** The first thing that is not the same; undefined when all is. */
function differenceOf(step: RecordedStep, ran: Ran): string | undefined {
  const wanted = step.exitCode === NEVER_ENDS ? INTERRUPTED : step.exitCode;
  if (ran.code !== wanted) {
    const reason = ran.stderr.trim().split('\n', 1)[0];
    return `ends with ${ran.code}, Nomad with ${wanted}: ${reason}`;
  }
  const shape = jsonShape(step.stdout);
  if (shape !== undefined) return firstDifference(shape, jsonShape(ran.stdout) ?? ran.stdout);
  const isMonitor = /^==> .*Monitoring/m.test(step.stdout);
  const comparable = (printed: string): string => {
    const normal = normalise(printed, { jobsDirectory: JOBS_DIRECTORY });
    if (LISTS.test(step.command)) return normal.split('\n', 1)[0] ?? '';
    return isMonitor ? normaliseMonitor(normal) : normal;
  };
  const [stdout, stderr] = [comparable(ran.stdout), comparable(ran.stderr)];
  const note =
    firstDifference(comparable(step.stdout), stdout) ??
    firstDifference(comparable(step.stderr), stderr);
  if (note === undefined) return undefined;
  const masked = firstDifference(withoutStatus(comparable(step.stderr)), withoutStatus(stderr));
  const isStatusAlone = masked === undefined && comparable(step.stdout) === stdout;
  return isStatusAlone ? ONLY_STATUS : note;
}

function withoutStatus(printed: string): string {
  return printed.replaceAll(/Unexpected response code: <n>/g, 'Unexpected response code');
}

function firstDifference(recorded: string, ours: string): string | undefined {
  if (recorded === ours) return undefined;
  const [theirs, own] = [recorded.split('\n'), ours.split('\n')];
  const at = theirs.findIndex((line, i) => line !== own[i]);
  const i = at === -1 ? theirs.length : at;
  return `prints ${quoted(own[i])}, Nomad ${quoted(theirs[i])}`;
}

function quoted(line: string | undefined): string {
  return line === undefined ? 'nothing' : `\`${line.trim()}\``;
}

/** @returns undefined when it is no call of the CLI alone. */
async function run(
  url: string,
  command: string,
  patienceMs = STEP_MAX_MS,
): Promise<Ran | undefined> {
  const line = parseCommandLine(command);
  if (line === undefined) return undefined;
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await runCli({
    argv: line.argv,
    env: { NOMAD_ADDR: url, ...line.env },
    streams: { stdin: Readable.from([]), stdout, stderr },
    now: Date.now,
    signal: AbortSignal.timeout(patienceMs),
  });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, stdout: out, stderr: err };
}
