/** The last result of a check, as the API shows it. */
export interface CheckResult {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** Empty for a service of the group. */
  readonly task: string;
  readonly mode: 'healthiness' | 'readiness';
  readonly status: 'success' | 'failure' | 'pending';
  readonly statusCode: number;
  readonly output: string;
  readonly atMs: number;
}
