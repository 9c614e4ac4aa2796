import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program with this one's output. @returns its exit code, 1 when it was ended. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<number> {
  const program = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' });
  const [code] = await once(program, 'exit');
  return Number(code ?? 1);
}
