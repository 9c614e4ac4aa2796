import { createInterface } from 'node:readline/promises';
import type { CommandContext } from './command.ts';
import { Failure } from './failure.ts';

/** Asks a question to which only `y` means yes. @throws Failure when there is no answer. */
export async function isConfirmed(
  { terminal, signal }: CommandContext,
  question: string,
): Promise<boolean> {
  const lines = createInterface({ input: terminal.stdin });
  terminal.out(`${question} [y/N]`);
  try {
    for await (const line of lines) {
      const answer = line.trim().toLowerCase();
      if (answer === 'y') return true;
      if (['', 'n', 'no'].includes(answer)) return false;
      terminal.out("For confirmation, an exact 'y' is required.");
      return false;
    }
  } finally {
    lines.close();
  }
  signal.throwIfAborted();
  throw new Failure('Failed to parse answer: there is none. Give the whole name, or -yes.');
}
