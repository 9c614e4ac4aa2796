import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../e2e/harness/until.ts';
import type { Finding } from '../report/finding.ts';
import { brokenPromise, deliberateDifference } from './deliberate-differences.ts';
import { differenceOf, differsByStatus, NEVER_ENDS } from './difference.ts';
import { KnownIds } from './known-ids.ts';
import type { Lab, Ran } from './lab.ts';
import { readRecording, recordingNames, type RecordedStep } from './recording.ts';
import { SCENARIOS } from './scenarios.ts';

/** Replays what was recorded from Nomad, and compares what is printed. */
export async function checkTranscripts(
  lab: Lab,
  { only = '' }: { only?: string } = {},
): Promise<Finding[]> {
  const ids = new KnownIds();
  const findings: Finding[] = [];
  for (const name of recordingNames().filter((each) => each.includes(only))) {
    const { before = {}, named = {}, ends = [] } = SCENARIOS[name] ?? {};
    for (const [at, step] of readRecording(name).entries()) {
      for (const [recorded, call] of Object.entries(named[at] ?? {})) {
        ids.name(recorded, await until(`ours for ${recorded}`, () => printedBy(lab, call)));
      }
      for (const call of before[at] ?? []) await lab.run(ids.inCommand(call));
      findings.push(await replay(lab, { name, step, ids }));
    }
    for (const job of ends) await lab.forget(job);
  }
  return findings;
}

/** @returns undefined for nothing. */
async function printedBy(lab: Lab, call: string): Promise<string | undefined> {
  return (await lab.run(call)).stdout.trim() || undefined;
}

const ONLY_STATUS =
  "what the caller got wrong is a 400, 404 or 409; Nomad's 500 makes clients try again in vain";

async function replay(
  lab: Lab,
  { name, step, ids }: { name: string; step: RecordedStep; ids: KnownIds },
): Promise<Finding> {
  const finding = { name: `${name}: ${step.command}`, tier: '1', edition: 'community' } as const;
  const deliberate = deliberateDifference(name, step.command);
  const ran = await settled(lab, { step, ids, isKnownToDiffer: deliberate !== undefined });
  const note = differenceOf(step, ran);
  if (note === undefined) return { ...finding, status: 'same', note: '' };
  const fault = deliberate ? brokenPromise(deliberate, step, ran) : note;
  if (fault === undefined) return { ...finding, status: 'differs', note: deliberate?.why ?? '' };
  return differsByStatus(step, ran)
    ? { ...finding, status: 'differs', note: ONLY_STATUS }
    : { ...finding, status: 'partly', note: fault };
}

/** What only reads, or is refused too early, is tried again for a while: what it needs may still be on its way. */
const MAY_REPEAT =
  /nomad (?:\w+ )?(?:status|logs|allocs|list|info|deployments|history|checks|promote)\b/;
const SETTLES_MS = 30_000;
const PAUSE_MS = 250;
const PATIENCE_MS = 3_000;

async function settled(
  lab: Lab,
  { step, ids, isKnownToDiffer }: { step: RecordedStep; ids: KnownIds; isKnownToDiffer: boolean },
): Promise<Ran> {
  const patienceMs = step.exitCode === NEVER_ENDS ? PATIENCE_MS : undefined;
  const settles = MAY_REPEAT.test(step.command) && step.exitCode === 0 && !isKnownToDiffer;
  const giveUpAtMs = Date.now() + (settles ? SETTLES_MS : 0);
  let ran = await lab.run(ids.inCommand(step.command), patienceMs);
  while (differenceOf(step, ran) !== undefined && Date.now() < giveUpAtMs) {
    await sleep(PAUSE_MS);
    ran = await lab.run(ids.inCommand(step.command), patienceMs);
  }
  // Not before it has settled: until then, one thing may look like another.
  ids.learn(step.stdout, ran.stdout);
  return ran;
}
