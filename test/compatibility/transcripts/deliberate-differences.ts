import { wantedCode } from './difference.ts';
import type { Ran } from './lab.ts';
import type { RecordedStep } from './recording.ts';

/** Where Steppe prints something else than Nomad, but not by a fault: in which recordings, of which commands, and why. */
export interface DeliberateDifference {
  readonly recording?: RegExp;
  readonly command: RegExp;
  readonly why: string;
  /** How it ends, where that differs too. */
  readonly code?: number;
  /** What of the output must be equal none the less. */
  readonly sameIn?: RegExp;
}

const OWN_WORDS = 'faults of a job file are told in other words, with the line and the place in it';
const SHORT_USAGE = 'a wrong call gets one line and the nearest right word, not the whole help';
const DRIVER_CONFIG =
  "a fault in a driver's config is found when the job is checked, not when its task fails";

const NOTHING_TO_DEPLOY =
  'a system job that suits no node has nothing to deploy, and ends as other jobs do that found no place';

/** e.g. `web.nomad.hcl:5,23`: where Nomad finds a fault, Steppe must. */
const POSITION = /[\w.-]+\.hcl:\d+,\d+/;

const DIFFERENCES: readonly DeliberateDifference[] = [
  { command: /^nomad version$/, why: "the version is Steppe's" },
  {
    command: /^nomad job status -(?:json|t "\{\{\.\}\}")$/,
    why: 'a program that asked for JSON gets an empty list',
  },
  { command: / bad\/bad-driver-config/, why: DRIVER_CONFIG, code: 1 },
  { command: / bad\/dup-group/, why: DRIVER_CONFIG },
  { command: / bad\/|nosuchfile|fmt -$/, why: OWN_WORDS, sameIn: POSITION },
  { command: /job run -json web\.nomad\.hcl|job scale web app many/, why: OWN_WORDS },
  { command: /^nomad bogus$|-bogus|-priority 70/, why: SHORT_USAGE },
  {
    command: /NOMAD_ADDR=/,
    why: 'whom it could not reach, and what to do, is said in other words',
  },
  {
    command:
      /server members -(?:verbose|json)|operator raft list-peers|autopilot health|agent-info/,
    why: 'servers have no ID of Raft, and measure what the event log is about',
  },
  { command: /root keyring list/, why: 'a root key is made when something is to be encrypted' },
  {
    command: /node meta read/,
    why: 'there is no Connect, whose settings are metadata of each node',
  },
  {
    command: /nosuchcommand/,
    why: 'what is not found, and where it was looked for, is said in other words',
  },
  {
    recording: /31-job-run-service/,
    command: /status -(?:verbose|evals) web/,
    why: 'a deployment that has succeeded is ended without another evaluation',
  },
  {
    command: /job init -short x\.nomad\.hcl && head/,
    why: 'the example runs without Docker, and without an image that is fetched from somewhere',
  },
  {
    command: /snapshot inspect/,
    why: "a snapshot holds the tables of Steppe's state, and the digest that proves them whole",
  },
  {
    command: /job allocs -json web \| head/,
    why: 'Nomad leaves out the resources of an allocation here, where its API has them as null',
  },
  {
    command: /alloc status -stats/,
    why: "what a task uses is measured from its start, a container's time in user space and in the kernel too",
  },
  {
    command: /alloc fs 3dd0b386 t/,
    why: 'a task has no private directory, since nothing is kept there',
  },
  {
    command: / env(?: \||$)/,
    why: 'a task without cores of its own has no empty list of them, and there is no control group above all tasks',
  },
  {
    recording: /80-node-status/,
    command: /node status (?:-short |-stats |-verbose )?ab9a42cd/,
    why: 'mock_driver is for development alone, and there is no qemu',
  },
  {
    command: /node config -servers/,
    why: 'a server tells the addresses of servers too',
    code: 0,
  },
  {
    command: /job run no-constraint-match-system/,
    why: NOTHING_TO_DEPLOY,
    code: 2,
  },
  { command: /job status pickysys/, why: NOTHING_TO_DEPLOY },
];

export function deliberateDifference(
  recording: string,
  command: string,
): DeliberateDifference | undefined {
  return DIFFERENCES.find(
    (each) => (each.recording?.test(recording) ?? true) && each.command.test(command),
  );
}

/** What even a deliberate difference must not change, and does; undefined when nothing. */
export function brokenPromise(
  { code, sameIn }: DeliberateDifference,
  step: RecordedStep,
  ran: Ran,
): string | undefined {
  const wanted = code ?? wantedCode(step);
  if (ran.code !== wanted) return `ends with ${ran.code}, and should with ${wanted}`;
  const [theirs] = (sameIn && sameIn.exec(step.stderr)) ?? [];
  if (theirs === undefined || ran.stderr.includes(theirs)) return undefined;
  return `does not tell \`${theirs}\``;
}
