import type { TaskIdentity, TaskTemplate } from '@steppe/api-contract/blocks';
import type { TaskDriver, TaskHandle } from '@steppe/task-drivers';
import {
  hookMessage,
  type NewTaskEvent,
  setupFailure,
  signaledBecause,
  templateFailed,
} from '../machine/task-events.ts';
import type { TaskInput } from '../machine/task-step.ts';
import type { Time } from '../runner/time.ts';
import { messageOf } from '../setup/setup-context.ts';

export interface ChangeContext {
  /** What of the task runs now. */
  readonly running: () => { readonly driver: TaskDriver; readonly handle: TaskHandle } | undefined;
  readonly time: Time;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly tell: (input: TaskInput) => void;
}

const TEMPLATE_SIGNAL = { reason: 'Template re-rendered', failed: templateFailed };
const RESTART_REASON = 'Template with change_mode restart re-rendered';

/**
 * Does what the changed templates ask for: a restart, or else their signals and scripts. After a while by chance,
 * within their `splay`, so that a group of allocations does not restart as one. A task that does not run reads them
 * when it starts.
 */
export async function followChange(
  changed: readonly TaskTemplate[],
  context: ChangeContext,
): Promise<void> {
  const acting = changed.filter(({ changeMode }) => changeMode !== 'noop');
  if (acting.length === 0) return;
  const splayMs = Math.max(...acting.map((template) => template.splayMs)) * context.random();
  await passed(splayMs, context);
  if (context.signal.aborted || context.running() === undefined) return;
  if (acting.some(({ changeMode }) => changeMode === 'restart')) {
    context.tell({ type: 'restart', reason: RESTART_REASON });
    return;
  }
  const signals = acting.filter(({ changeMode }) => changeMode === 'signal');
  for (const name of new Set(signals.map(({ changeSignal }) => changeSignal))) {
    await sendSignal(name, context, TEMPLATE_SIGNAL);
  }
  for (const template of acting) {
    if (template.changeMode === 'script') await runScript(template, context);
  }
}

async function passed(delayMs: number, { time, signal }: ChangeContext): Promise<void> {
  if (delayMs < 1) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const callOff = time.after(delayMs, resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  callOff();
}

/** Does what an identity asks for whose token was renewed: a restart or a signal. */
export async function followRenewal(
  { name, changeMode, changeSignal }: TaskIdentity,
  context: ChangeContext,
): Promise<void> {
  if (changeMode === 'noop' || context.running() === undefined) return;
  const reason = `Identity ${name} renewed`;
  if (changeMode === 'restart') context.tell({ type: 'restart', reason });
  else await sendSignal(changeSignal, context, { reason, failed: setupFailure });
}

async function sendSignal(
  signalName: string,
  { running, tell }: ChangeContext,
  { reason, failed }: { readonly reason: string; readonly failed: (error: string) => NewTaskEvent },
): Promise<void> {
  const now = running();
  if (now === undefined) return;
  tell({ type: 'event', event: signaledBecause(signalName, reason) });
  try {
    await now.driver.signal(now.handle, signalName);
  } catch (error) {
    const event = failed(`failed to send signal ${signalName}: ${messageOf(error)}`);
    tell({ type: 'fail', event });
  }
}

async function runScript(
  template: TaskTemplate,
  { running, time, tell }: ChangeContext,
): Promise<void> {
  const [now, script] = [running(), template.changeScript];
  if (now === undefined || script === undefined) return;
  const { command, args, timeoutMs, failOnError } = script;
  const told = `Template ran script ${command} with arguments [${args.join(' ')}] on change`;
  const fail = (reason: string): void => {
    const text = `${told}. ${reason}`;
    if (failOnError) tell({ type: 'fail', event: templateFailed(text) });
    else tell({ type: 'event', event: hookMessage(text) });
  };
  try {
    const exitCode = await execute(now, { command: [command, ...args], timeoutMs, time });
    if (exitCode === undefined) fail(`It took longer than ${timeoutMs} ms`);
    else if (exitCode !== 0) fail(`Exit code: ${exitCode}`);
    else tell({ type: 'event', event: hookMessage(`${told}. Exit code: 0`) });
  } catch (error) {
    fail(`It could not be run: ${messageOf(error)}`);
  }
}

/** @returns the exit code; undefined when it took too long, and was ended. */
async function execute(
  { driver, handle }: { readonly driver: TaskDriver; readonly handle: TaskHandle },
  {
    command,
    timeoutMs,
    time,
  }: { command: readonly [string, ...string[]]; timeoutMs: number; time: Time },
): Promise<number | undefined> {
  const session = await driver.exec(handle, { command, tty: false });
  const { promise: isLate, resolve } = Promise.withResolvers<undefined>();
  const callOff = time.after(timeoutMs, () => resolve(undefined));
  try {
    session.stdin.end();
    const finished = async (): Promise<number> => {
      for await (const _ of session.output) continue; // What it says is nobody's.
      return (await session.exit).exitCode;
    };
    return await Promise.race([finished(), isLate]);
  } finally {
    callOff();
    await session.close();
  }
}
