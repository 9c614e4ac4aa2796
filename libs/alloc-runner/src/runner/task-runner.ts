import { assertNever } from '@steppe/domain';
import {
  DriverError,
  type ExitResult,
  type TaskDriver,
  type TaskHandle,
} from '@steppe/task-drivers';
import type { TaskEffect, TaskInput } from '../machine/task-step.ts';
import { setupFailure, templateFailed } from '../machine/task-events.ts';
import { messageOf, type SetupContext, SetupError } from '../setup/setup-context.ts';
import { TaskSetup } from '../setup/task-setup.ts';
import { type ChangeContext, followChange, followRenewal } from '../template/follow-change.ts';
import type { RunnerPorts } from './runner-ports.ts';
import { TaskDriverCalls } from './task-driver-calls.ts';

/** What its job says of a task, with every `${…}` in its spec filled in. */
export type TaskJob = Pick<SetupContext, 'spec' | 'blocks' | 'variables' | 'payload'>;

export interface TaskRunnerOptions {
  readonly allocId: string;
  readonly task: string;
  readonly driverName: string;
  /** Made anew for each start, since a job's new version may have changed it. */
  readonly jobFor: (driver: TaskDriver, setupEnv: Readonly<Record<string, string>>) => TaskJob;
  /** Sees to it that what its group shares is there. @throws Error with the reason why it is not. */
  readonly beforeStart: () => Promise<void>;
  readonly ports: RunnerPorts;
  /** Takes what became of an effect. */
  readonly onInput: (input: TaskInput) => void;
}

/** How long an agent that ends waits for a driver to finish what it is doing. */
const DETACH_PATIENCE_MS = 5_000;

/** Does what a task's machine asks for, and tells it the outcome. It decides nothing itself. */
export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #detached = new AbortController();
  #isDetaching = false;
  /** What is asked of one task is done in order: an old run is cleared away before a new one starts. */
  #work: Promise<void> = Promise.resolve();
  #preparing = new AbortController();
  readonly #setup: TaskSetup;
  #isSetUp = false;
  readonly #driver: TaskDriverCalls;
  /** What runs now. */
  #handle: TaskHandle | undefined;

  constructor(options: TaskRunnerOptions) {
    this.#options = options;
    this.#driver = new TaskDriverCalls({ ...options, tell: (input) => this.#tell(input) });
    this.#setup = new TaskSetup({
      onRerender: (changed) => void followChange(changed, this.#changeContext()),
      onRenewal: (identity) => void followRenewal(identity, this.#changeContext()),
      onFailure: (error) => {
        this.#tell({ type: 'fail', event: templateFailed(messageOf(error)) });
      },
    });
  }

  perform(effect: TaskEffect): void {
    const act = async (): Promise<void> => {
      if (this.#isDetaching) return;
      const input = await this.#act(effect);
      if (input !== undefined) this.#tell(input);
    };
    if (effect.type === 'prepare') this.#preparing = new AbortController();
    // Watching lasts as long as the task does, so nothing may wait for it.
    if (effect.type === 'watch') void act();
    else if (effect.type === 'abandonPreparation') this.#preparing.abort();
    else this.#work = this.#work.then(act);
  }

  /**
   * Lets go of the task, which goes on. What is being done is done to its end, so that a task that is just
   * being started is not started again, unless it takes too long.
   */
  async detach(): Promise<void> {
    this.#isDetaching = true;
    // What waits for a template goes on waiting in the next process.
    this.#preparing.abort();
    await this.#setup.stop();
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    const callOff = this.#options.ports.time.after(DETACH_PATIENCE_MS, resolve);
    await Promise.race([this.#work, isLate]);
    callOff();
    this.#detached.abort();
  }

  /** The task has ended for good: nothing of it is kept up to date any more. */
  async end(): Promise<void> {
    await this.#setup.stop();
  }

  /** Resolves when all that was asked for so far has been done. */
  async settled(): Promise<void> {
    await this.#work;
  }

  #tell(input: TaskInput): void {
    if (!this.#detached.signal.aborted) this.#options.onInput(input);
  }

  /** Never throws: a failure is an input too. */
  #act(effect: TaskEffect): Promise<TaskInput | undefined> {
    switch (effect.type) {
      case 'prepare':
        return this.#prepare(effect.isFirst);
      case 'abandonPreparation':
        return Promise.resolve(undefined);
      case 'start':
        return this.#driver.start(async (driver) => {
          await this.#options.beforeStart();
          return this.#options.jobFor(driver, this.#setup.env).spec;
        });
      case 'watch':
        return this.#watch(effect.handle);
      case 'recover':
        return this.#driver.recover(effect.handle);
      case 'stop':
        return this.#driver.stop(effect);
      case 'destroy':
        return this.#driver.destroy(effect.handle);
      case 'abandonStart':
        return this.#driver.abandonStart();
      default:
        return assertNever(effect);
    }
  }

  async #prepare(isFirst: boolean): Promise<TaskInput | undefined> {
    const { signal } = this.#preparing;
    try {
      await this.#setup.run(this.#contextFor(this.#driver.named(), { isFirst, signal }));
      this.#isSetUp = true;
      return { type: 'prepared' };
    } catch (error) {
      // Abandoned by the machine, which has the task end here; or by the agent's end, and then nothing is told.
      if (signal.aborted) return this.#isDetaching ? undefined : { type: 'prepared' };
      if (error instanceof DriverError) return this.#driver.startFailed(error);
      const { event, recoverable } =
        error instanceof SetupError
          ? error
          : { event: setupFailure(messageOf(error)), recoverable: true };
      return { type: 'prepareFailed', event, recoverable, jitter: this.#options.ports.random() };
    }
  }

  #contextFor(
    driver: TaskDriver,
    { isFirst, signal }: { readonly isFirst: boolean; readonly signal: AbortSignal },
  ): SetupContext {
    return {
      ...this.#options.jobFor(driver, {}),
      fsIsolation: driver.capabilities.fsIsolation,
      isFirst,
      signal,
      ports: this.#options.ports,
      tell: (event) => this.#tell({ type: 'event', event }),
    };
  }

  /** A task that an earlier process of the agent started is kept up to date from here on. */
  async #takeUpSetup(): Promise<void> {
    if (this.#isSetUp) return;
    this.#isSetUp = true;
    const context = { isFirst: false, signal: this.#detached.signal };
    try {
      await this.#setup.resume(this.#contextFor(this.#driver.named(), context));
    } catch (error) {
      if (this.#detached.signal.aborted) return;
      const event = error instanceof SetupError ? error.event : setupFailure(messageOf(error));
      this.#tell({ type: 'fail', event });
    }
  }

  /** Where what the task was given changes, it may want to be told. */
  #changeContext(): ChangeContext {
    const { ports } = this.#options;
    return {
      running: () => this.#handle && { driver: this.#driver.named(), handle: this.#handle },
      time: ports.time,
      random: ports.random,
      signal: this.#detached.signal,
      tell: (input) => this.#tell(input),
    };
  }

  async #watch(handle: TaskHandle): Promise<TaskInput | undefined> {
    this.#handle = handle;
    void this.#takeUpSetup();
    try {
      const result = await this.#driver.named().wait(handle, this.#detached.signal);
      return this.#exited(result);
    } catch (error) {
      if (this.#detached.signal.aborted) return undefined;
      this.#driver.warn(error, 'the driver lost sight of a task');
      return { type: 'recoverFailed' };
    } finally {
      this.#handle = undefined;
    }
  }

  #exited(result: ExitResult): TaskInput {
    return { type: 'exited', result, jitter: this.#options.ports.random() };
  }
}
