import type { Readable, Writable } from 'node:stream';
import pc from 'picocolors';

export type Paint = (text: string) => string;

/** Where a command reads from and prints to. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Prints a line. */
  readonly out: (line: string) => void;
  /** Prints a line of an error or a hint. */
  readonly err: (line: string) => void;
  /** Prints bytes as they are; resolves when they may be followed by more. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly writeErr: (bytes: Uint8Array) => Promise<void>;
  /** Where what is typed and what is printed are the same screen; undefined with a pipe on either side. */
  readonly screen: Screen | undefined;
  /** Makes a title stand out, where the output is a terminal that can. */
  readonly bold: Paint;
}

/** In characters. */
export interface ScreenSize {
  readonly height: number;
  readonly width: number;
}

export interface Screen {
  readonly size: () => ScreenSize;
  /** @returns what stops it. */
  readonly onResize: (listener: (size: ScreenSize) => void) => () => void;
  /** Hands on each key as it is typed, Ctrl-C too. @returns what ends that. */
  readonly setRaw: () => () => void;
}

export interface TerminalStreams {
  readonly stdin: Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };
  readonly stdout: Writable & { isTTY?: boolean; rows?: number; columns?: number };
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
    write: (bytes) => written(stdout, bytes),
    writeErr: (bytes) => written(stderr, bytes),
    screen: stdin.isTTY && stdout.isTTY ? screenOf({ stdin, stdout }) : undefined,
  };
}

function written(stream: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

const SIZE_DEFAULT: ScreenSize = { height: 24, width: 80 };

function screenOf({ stdin, stdout }: Pick<TerminalStreams, 'stdin' | 'stdout'>): Screen {
  const size = (): ScreenSize => ({
    height: stdout.rows ?? SIZE_DEFAULT.height,
    width: stdout.columns ?? SIZE_DEFAULT.width,
  });
  return {
    size,
    onResize: (listener) => {
      const onResize = (): void => listener(size());
      stdout.on('resize', onResize);
      return () => void stdout.off('resize', onResize);
    },
    setRaw: () => {
      stdin.setRawMode?.(true);
      return () => void stdin.setRawMode?.(false);
    },
  };
}
