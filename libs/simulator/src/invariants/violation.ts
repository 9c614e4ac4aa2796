/** Something that must never be, and where in the log it showed. */
export interface Violation {
  /** Which rule was broken, e.g. `capacity`: what a smaller run must break too to be the same failure. */
  readonly rule: string;
  readonly message: string;
  /** The entry with which it showed; undefined at rest. */
  readonly seq?: number;
}
