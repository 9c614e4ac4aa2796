import type { TaskIdentity, TaskTemplate } from '@steppe/api-contract/blocks';
import { interpolate } from '../env/interpolate.ts';
import { EscapeError } from '../inside/inside-path.ts';
import { setupFailure, templateFailed, templateMissing } from '../machine/task-events.ts';
import { buildTaskDir } from '../runner/alloc-dir.ts';
import { NO_TEMPLATE_DATA } from '../template/template-data.ts';
import type { TaskTemplates } from '../template/task-templates.ts';
import { writePayload } from './dispatch-payload.ts';
import { fetchArtifacts } from './fetch-artifacts.ts';
import { IdentityTokens } from './identity-tokens.ts';
import { makeSecretsDir } from './secrets-dir.ts';
import { messageOf, type SetupContext, SetupError } from './setup-context.ts';

export interface TaskSetupEvents {
  /** Templates of the running task say something new. */
  readonly onRerender: (changed: readonly TaskTemplate[]) => void;
  /** The running task's token of this identity is a new one. */
  readonly onRenewal: (identity: TaskIdentity) => void;
  /** The task can't be kept up to date any more. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Makes a task ready to start, step by step, and keeps it up to date while it runs: its templates and tokens are
 * renewed until `stop`.
 */
export class TaskSetup {
  readonly #events: TaskSetupEvents;
  readonly #identities: IdentityTokens;
  #templates: TaskTemplates | undefined;

  constructor(events: TaskSetupEvents) {
    this.#events = events;
    this.#identities = new IdentityTokens(events.onRenewal);
  }

  /** What the steps add to the task's environment. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.#identities.env, ...this.#templates?.env };
  }

  /**
   * The steps before a start, in their order. Each does no harm when it has been done before.
   *
   * @throws SetupError; the signal's reason when it aborts.
   */
  async run(context: SetupContext): Promise<void> {
    const { spec, signal } = context;
    const steps: readonly (() => Promise<void>)[] = [
      () => buildTaskDir(spec.paths, context.fsIsolation),
      () => makeSecretsDir(context),
      () => writePayload(context),
      () => this.#identities.write(context),
      () => fetchArtifacts(context),
      () => this.#render(context, { isRecovered: false }),
    ];
    for (const step of steps) {
      signal.throwIfAborted();
      await step();
    }
  }

  /** Takes up the keeping up to date of a task that an earlier process of the agent set up. */
  async resume(context: SetupContext): Promise<void> {
    this.#identities.resume(context);
    await this.#render(context, { isRecovered: true });
  }

  async stop(): Promise<void> {
    this.#identities.stop();
    await this.#templates?.stop();
  }

  /** Once rendered, templates follow what they show by themselves, also while the task starts anew. */
  async #render(context: SetupContext, { isRecovered }: { isRecovered: boolean }): Promise<void> {
    const { blocks, signal } = context;
    if (this.#templates !== undefined || blocks.templates.length === 0) return;
    const templates = await this.#compile(context, isRecovered);
    const giveUp = (): void => void templates.stop();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await templates.firstRender();
      signal.throwIfAborted();
      this.#templates = templates;
    } catch (cause) {
      await templates.stop();
      signal.throwIfAborted();
      throw new SetupError(templateFailed(messageOf(cause)), { recoverable: false, cause });
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async #compile(context: SetupContext, isRecovered: boolean): Promise<TaskTemplates> {
    const { spec, blocks, variables, ports, tell } = context;
    const { allocId, taskName: task, namespace, paths } = spec;
    const { onRerender, onFailure } = this.#events;
    try {
      // Loaded by who has templates alone: it brings parsers of several languages.
      const templates = await import('../template/task-templates.ts');
      return await templates.TaskTemplates.compile({
        isRecovered,
        templates: blocks.templates.map((template) => ({
          ...template,
          source: interpolate(template.source, variables),
          destination: interpolate(template.destination, variables),
        })),
        asker: { allocId, task },
        dirs: paths,
        namespace,
        settings: ports.templateSettings ?? {},
        env: { ...spec.env, ...this.#identities.env },
        data: ports.templateData ?? NO_TEMPLATE_DATA,
        time: ports.time,
        onMissing: (missing) => tell(templateMissing(missing)),
        onRerender,
        onFailure,
      });
    } catch (cause) {
      const event =
        cause instanceof EscapeError
          ? setupFailure(`template ${messageOf(cause)}`)
          : templateFailed(messageOf(cause));
      throw new SetupError(event, { recoverable: false, cause });
    }
  }
}
