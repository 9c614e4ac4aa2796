/** What our parser does with a case instead of the recorded result. */
export interface DeliberateDifference {
  readonly reason: string;
  /** The places of our faults, in the notation of the cases. */
  readonly faults: readonly string[];
}

/** Every case in which our result differs from the recorded one, and why it should. */
export const DELIBERATE_DIFFERENCES: Readonly<Record<string, DeliberateDifference>> = {
  'sem-div-zero': {
    reason:
      'The original accepts infinity in a driver option, and then fails without a place when it writes the JSON.',
    faults: ['input.hcl:6,13@87-6,14@88'],
  },
  'var-varfile-syntax': {
    reason:
      'The original gives the faults of a variable file as one text; ours have their places in that file.',
    faults: [
      'var-varfile-syntax.1.vars.hcl:1,14@13-2,1@14',
      'var-varfile-syntax.1.vars.hcl:1,14@13-2,1@14',
    ],
  },
};
