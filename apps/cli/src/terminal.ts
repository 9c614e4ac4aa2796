import type { Readable, Writable } from 'node:stream';
import pc from 'picocolors';

export type Paint = (text: string) => string;

/** Where a command reads from and prints to. */
export interface Terminal {
  readonly stdin: Readable;
  /** Prints a line. */
  readonly out: (line: string) => void;
  /** Prints a line of an error or a hint. */
  readonly err: (line: string) => void;
  /** Prints bytes as they are; resolves when they may be followed by more. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Makes a title stand out, where the output is a terminal that can. */
  readonly bold: Paint;
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
  const { bold } = pc.createColors(colours);
  return {
    stdin,
    bold,
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
  };
}
