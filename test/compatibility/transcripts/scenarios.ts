/** What must be so before a recorded step, when the recording does not say how it came about. */
export interface Scenario {
  /** Calls before the step of this place, e.g. `{ 2: ['job run web.nomad.hcl'] }`. */
  readonly before: Readonly<Record<number, readonly string[]>>;
  /** Jobs that are purged at the end. */
  readonly ends?: readonly string[];
}

const WEB = 'nomad job run web.nomad.hcl';

/** By recording; one that is not here begins where the one before it ended. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  '30-job-plan': { before: { 2: [WEB] }, ends: ['web'] },
  '38-job-restart-misc': { before: { 0: [WEB] }, ends: ['web', 'once'] },
  '40-alloc-status': { before: {} },
  '43-alloc-exec': { before: {}, ends: ['logger', 'dock'] },
  '50-batch': { before: {}, ends: ['once', 'life'] },
  '54-periodic': { before: {}, ends: ['nightly'] },
  '80-node-status': { before: { 0: [WEB] } },
  '82-eval': { before: {}, ends: ['web'] },
};
