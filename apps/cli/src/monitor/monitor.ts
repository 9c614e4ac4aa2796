import type { HttpClient } from '@steppe/client';
import type { CommandContext } from '../command.ts';
import { formatTime } from '../layout/time.ts';
import type { Paint } from '../terminal.ts';

/** What following an evaluation or a deployment takes. */
export interface Monitor {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly verbose: boolean;
  readonly bold: Paint;
  readonly print: (text: string) => void;
  /** The time as the monitors show it. */
  readonly time: () => string;
  /** Begins a new part. */
  readonly headline: (text: string) => void;
  /** Says something within the part. */
  readonly say: (text: string) => void;
}

export function monitorOf(
  { terminal, parsed, now, signal }: CommandContext,
  client: HttpClient,
): Monitor {
  const time = (): string => formatTime(now());
  return {
    client,
    signal,
    verbose: parsed.flag('verbose'),
    bold: terminal.bold,
    print: terminal.out,
    time,
    headline: (text) => terminal.out(`==> ${time()}: ${text}`),
    say: (text) => terminal.out(`    ${time()}: ${text}`),
  };
}
