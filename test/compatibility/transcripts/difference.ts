import type { Ran } from './lab.ts';
import { jsonShape, normalise, normaliseMonitor } from './normalise.ts';
import type { RecordedStep } from './recording.ts';

/** What followed something without end was broken off after a while, there as here. */
export const NEVER_ENDS = 124;
const INTERRUPTED = 130;

/** Of what lists all that there is, only the header must be the same: the recorded cluster held other things. */
const LISTS =
  /^nomad (?:(?:job |)status(?: -(?:verbose|allocs|namespace \S+|per-page \d))*|(?:eval|deployment) list.*)$/;

/** How a command must end to end like a recorded one. */
export function wantedCode({ exitCode }: RecordedStep): number {
  return exitCode === NEVER_ENDS ? INTERRUPTED : exitCode;
}

/** The first thing that is not the same; undefined when all is. */
export function differenceOf(step: RecordedStep, ran: Ran): string | undefined {
  const wanted = wantedCode(step);
  if (ran.code !== wanted) {
    const reason = ran.stderr.trim().split('\n', 1)[0];
    return `ends with ${ran.code}, Nomad with ${wanted}: ${reason}`;
  }
  const shape = jsonShape(step.stdout);
  if (shape !== undefined) return firstDifference(shape, jsonShape(ran.stdout) ?? ran.stdout);
  return (
    firstDifference(comparable(step, step.stdout), comparable(step, ran.stdout)) ??
    firstDifference(comparable(step, step.stderr), comparable(step, ran.stderr))
  );
}

/** Whether all that differs is the status with which the API refused. */
export function differsByStatus(step: RecordedStep, ran: Ran): boolean {
  const withoutStatus = (printed: string): string =>
    comparable(step, printed).replaceAll(/Unexpected response code: <n>/g, '<status>');
  return (
    ran.code === step.exitCode &&
    comparable(step, ran.stdout) === comparable(step, step.stdout) &&
    withoutStatus(ran.stderr) === withoutStatus(step.stderr)
  );
}

function comparable({ command, stdout }: RecordedStep, printed: string): string {
  const normal = normalise(printed);
  if (LISTS.test(command)) return normal.split('\n', 1)[0] ?? '';
  return /^==> .*Monitoring/m.test(stdout) ? normaliseMonitor(normal) : normal;
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
