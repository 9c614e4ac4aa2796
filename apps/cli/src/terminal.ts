import type { Writable, Readable } from 'node:stream';

/** Where a command reads from and prints to. */
export interface Terminal {
  readonly stdin: Readable;
  /** Prints a line. */
  out(line: string): void;
  /** Prints a line of an error or a hint. */
  err(line: string): void;
  /** Prints bytes as they are; resolves when they may be followed by more. */
  write(bytes: Uint8Array, to?: 'stdout' | 'stderr'): Promise<void>;
  /** Whether the output is a terminal that shows colours. */
  readonly colours: boolean;
}

export interface TerminalStreams {
  readonly stdin: Readable;
  readonly stdout: Writable & { isTTY?: boolean };
  readonly stderr: Writable;
}

export function openTerminal(
  { stdin, stdout, stderr }: TerminalStreams,
  { colours }: { colours: boolean },
): Terminal {
  return {
    stdin,
    colours,
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    write: (bytes, to = 'stdout') =>
      new Promise((resolve, reject) => {
        const stream = to === 'stdout' ? stdout : stderr;
        stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
  };
}
