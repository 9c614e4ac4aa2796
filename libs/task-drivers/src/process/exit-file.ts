import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../system-error.ts';
import type { ExitResult } from '../task-driver.ts';

/** Signals have numbers up to this; a greater exit code than 128 plus it is just a code. */
const SIGNAL_NUMBER_MAX = 64;

/** Reads the status that the supervisor left in `dir`; undefined while there is none. */
export async function readExitFile(dir: string): Promise<ExitResult | undefined> {
  let content: string;
  try {
    content = await readFile(join(dir, 'exit'), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  // The file exists a moment before its one line is in it.
  return content.endsWith('\n') ? exitResultOf(Number(content)) : undefined;
}

/**
 * Reads an exit status as a shell reports it, where 128 + n stands for an end by signal n.
 * A program that itself ends with such a code can't be told apart.
 */
export function exitResultOf(exitCode: number): ExitResult {
  const signal = exitCode > 128 && exitCode <= 128 + SIGNAL_NUMBER_MAX ? exitCode - 128 : 0;
  return { exitCode, signal, oomKilled: false };
}
