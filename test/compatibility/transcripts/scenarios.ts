/** What must be so before a recorded step, when the recording does not say how it came about. */
export interface Scenario {
  /** Recorded IDs that nothing recorded tells, with the call before the step of this place that prints ours. */
  readonly named?: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** Calls before the step of this place, e.g. `{ 2: ['nomad job run web.nomad.hcl'] }`. */
  readonly before?: Readonly<Record<number, readonly string[]>>;
  /** Jobs that are forgotten at the end. */
  readonly ends?: readonly string[];
}

const WEB = 'nomad job run web.nomad.hcl';
const CANARY = `nomad job deployments -latest -t '{{if eq .Status "running"}}{{.ID}}{{end}}' canary`;

function allocOf(job: string): string {
  return `nomad job allocs -t '{{range .}}{{if eq .DesiredStatus "run"}}{{.ID}}{{end}}{{end}}' ${job}`;
}

function evalOf(job: string, filter: string): string {
  return `nomad eval list -job ${job} -filter '${filter}' -t '{{range .}}{{.ID}}{{end}}'`;
}

/** By recording; one that is not here begins where the one before it ended. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  '30-job-plan': { before: { 2: [WEB] }, ends: ['web'] },
  '38-job-restart-misc': { before: { 0: [WEB] }, ends: ['web', 'once'] },
  // The logger was begun anew after 41 and the first half of 43, which are told of the first one.
  '40-alloc-status': {
    before: { 9: ['nomad job stop -purge -yes logger'] },
    named: { 12: { '3dd0b386': allocOf('dock') } },
  },
  '41-alloc-logs': { named: { 0: { '38f08693': allocOf('logger') } } },
  '43-alloc-exec': { ends: ['logger', 'dock'] },
  '50-batch': { ends: ['once', 'life'] },
  '54-periodic': { ends: ['nightly'] },
  '60-placement-failure': {
    named: {
      4: { '84d11b2f': evalOf('picky', 'Status == "blocked"') },
      8: {
        '22a866d7-6095-5d05-6962-6f5d4af768bd': evalOf('huge', 'TriggeredBy == "job-register"'),
      },
    },
  },
  '70-canary': { named: { 12: { d6c1da64: CANARY }, 16: { c263e4c3: CANARY } } },
  '80-node-status': { before: { 0: [WEB] } },
  // One of the two allocations had been stopped.
  '82-eval': {
    named: {
      7: {
        '1921597f-a316-ba7d-b971-022a5104feaa': evalOf('web', 'TriggeredBy == "job-register"'),
        '7d250c25': `nomad job allocs -t '{{(index . 1).ID}}' web`,
      },
    },
    before: { 7: ['nomad alloc stop -detach 7d250c25'] },
    ends: ['web'],
  },
};
