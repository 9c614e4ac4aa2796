/** How the reason begins of what this replay cannot compare, since the recording was made on another machine. */
export const NOT_COMPARED = 'not compared: ';

/** Where Steppe prints something else than Nomad, but not by a fault: in which recordings, of which commands, and why. */
interface DeliberateDifference {
  readonly recording?: RegExp;
  readonly command: RegExp;
  readonly why: string;
}

const OWN_WORDS = 'faults of a job file are told in other words, with the line and the place in it';
const EMPTY_JSON = 'a program that asked for JSON gets an empty list';
const AS_IT_COMES = 'JSON is what the API answers, without fields that it leaves out';
const SHORT_USAGE = 'a wrong call gets one line and the nearest right word, not the whole help';
const DOCKER = `${NOT_COMPARED}the image is not on every machine: without it, the task does not start`;
const OTHER_CLUSTER = `${NOT_COMPARED}the cluster of the recording had run other things`;

export const DELIBERATE_DIFFERENCES: readonly DeliberateDifference[] = [
  { command: /^nomad version$/, why: "the version is Steppe's" },
  { command: /^nomad job status -(?:json|t "\{\{\.\}\}")$/, why: EMPTY_JSON },
  { command: / bad\/(?!dup-group)|nosuchfile/, why: OWN_WORDS },
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
  { command: /eval (?:list|status) -json|namespace (?:list -json|inspect)/, why: AS_IT_COMES },
  {
    command: /node meta read/,
    why: 'there is no Connect, whose settings are metadata of each node',
  },
  { command: /3dd0b386|ad0ea10e/, why: DOCKER },
  {
    command: /snapshot (?:save|inspect) /,
    why: `${NOT_COMPARED}the directory of the recording is not there`,
  },
  {
    command: /nosuchcommand/,
    why: 'what is not found, and where it was looked for, is said in other words',
  },
  {
    recording: /80-node-status/,
    command: /-self|node config -servers|-filter|-stats|-verbose|(?:short )?ab9a42cd$/,
    why: `${NOT_COMPARED}the agent that is asked is a client as well, with other drivers and allocations`,
  },
  {
    recording: /31-job-run-service|60-placement-failure|82-eval/,
    command: /-verbose web|-evals web|-all-allocs web|eval status/,
    why: OTHER_CLUSTER,
  },
];

export function whyDifferent(recording: string, command: string): string | undefined {
  return DELIBERATE_DIFFERENCES.find(
    (each) => (each.recording?.test(recording) ?? true) && each.command.test(command),
  )?.why;
}
