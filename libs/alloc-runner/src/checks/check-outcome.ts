/** What a check found. */
export interface CheckOutcome {
  readonly status: 'success' | 'failure';
  /** Of HTTP. */
  readonly statusCode?: number;
  readonly output: string;
}

/** So much of an answer is kept, for people. */
export const OUTPUT_MAX = 3_000;

export const failure = (output: string): CheckOutcome => ({
  status: 'failure',
  output: output.slice(0, OUTPUT_MAX),
});
