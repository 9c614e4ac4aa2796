import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Where a node agent runs, as a process of its own that can be killed. */
export interface AgentPlace {
  readonly natsUrl: string;
  readonly dataDir: string;
  /** What else its environment says. */
  readonly more: Readonly<Record<string, string>>;
}

/** @param main the program, below this package's `src`. */
export function agentCommand(main = 'main.ts'): [command: string, ...args: string[]] {
  const program = fileURLToPath(new URL(`../${main}`, import.meta.url));
  return [process.execPath, '--conditions=@steppe/source', program];
}

export function agentEnv({ natsUrl, dataDir, more }: AgentPlace): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_OPTIONS: '',
    NATS_URL: natsUrl,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    ...more,
  };
}

export function spawnAgent(place: AgentPlace, main?: string): ChildProcess {
  const [command, ...args] = agentCommand(main);
  return spawn(command, args, { env: agentEnv(place), stdio: ['ignore', 'inherit', 'inherit'] });
}

/** `kill -9`, unless it has ended. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
