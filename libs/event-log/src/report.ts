/** Something that whoever runs the process should know, though no caller gets it as an error. */
export interface ReportEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly cause?: unknown;
}

/** Takes what the adapters have to say; the process that opens a store passes its logger. */
export type Report = (entry: ReportEntry) => void;
