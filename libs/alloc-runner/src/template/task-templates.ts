import type { TaskTemplate } from '@steppe/api-contract/blocks';
import type { InsideDirs } from '../inside/inside-path.ts';
import { pathInside } from '../inside/inside-path.ts';
import type { Time } from '../runner/time.ts';
import { Answers } from './answers.ts';
import type { DataFunctionsInput } from './data-functions.ts';
import { Lookup, type Question } from './lookup.ts';
import { CompiledTemplate, variablesIn } from './task-template.ts';
import type { TemplateData } from './template-data.ts';
import {
  type PendingRender,
  renderAfterChange,
  type TemplateSettings,
  type WaitRange,
  waitOf,
} from './template-settings.ts';

export interface TaskTemplatesOptions {
  /** Whether the task runs already, rendered by an earlier process: what is new is a change to it. */
  readonly isRecovered: boolean;
  /** With every `${…}` in their paths filled in. */
  readonly templates: readonly TaskTemplate[];
  readonly asker: { readonly allocId: string; readonly task: string };
  readonly dirs: InsideDirs;
  readonly settings: TemplateSettings;
  readonly namespace: string;
  /** The task's environment, without what templates add. */
  readonly env: Readonly<Record<string, string>>;
  readonly data: TemplateData;
  readonly time: Time;
  /** Told of what is still missing once a while has passed without it. */
  readonly onMissing: (missing: readonly string[]) => void;
  /** Templates said something new after they had all been rendered. */
  readonly onRerender: (changed: readonly TaskTemplate[]) => void;
  /** A template can't be rendered any more. */
  readonly onFailure: (error: Error) => void;
}

/** People are told what a task waits for after so long. */
const MISSING_AFTER_MS = 3_000;

/** Until all of them have been rendered, nothing is waited for. */
const AT_ONCE: WaitRange = { minMs: 0, maxMs: 0 };

interface Part {
  readonly compiled: CompiledTemplate;
  readonly wait: WaitRange;
  /** What it asked when it was rendered last. */
  asked: ReadonlyMap<string, Question>;
  /** What it said last. */
  said: string | undefined;
  /** Undefined when nothing has changed since. */
  pending: PendingRender | undefined;
}

interface Output {
  /** Undefined while something is missing. */
  readonly content: string | undefined;
  readonly lookup: Lookup;
}

/** Renders a task's templates, and renders each anew as what it shows changes. */
export class TaskTemplates {
  readonly #options: TaskTemplatesOptions;
  readonly #parts: readonly Part[];
  readonly #answers: Answers;
  readonly #rendered = Promise.withResolvers<void>();
  #isRendered = false;
  #isStopped = false;
  #work: Promise<void> = Promise.resolve();
  #callOff: () => void = () => undefined;
  #callOffMissing: () => void = () => undefined;

  private constructor(options: TaskTemplatesOptions, compiled: readonly CompiledTemplate[]) {
    this.#options = options;
    this.#parts = compiled.map((each) => ({
      compiled: each,
      wait: waitOf(each.template, options.settings),
      asked: new Map(),
      said: undefined,
      pending: undefined,
    }));
    const { data, asker, dirs, time } = options;
    this.#answers = new Answers({
      data,
      asker,
      allocDir: dirs.allocDir,
      time,
      onChange: (key) => this.#answerChanged(key),
      onFailure: (error) => this.#fail(error),
    });
  }

  /** @throws Error for a malformed template, or one whose paths lead out of the allocation. */
  static async compile(options: TaskTemplatesOptions): Promise<TaskTemplates> {
    const { templates, dirs, settings } = options;
    const compiled: CompiledTemplate[] = [];
    for (const each of templates) {
      compiled.push(await CompiledTemplate.compile(each, dirs, settings.deniedFunctions));
    }
    return new TaskTemplates(options, compiled);
  }

  /** What templates with `env = true` say. */
  get env(): Readonly<Record<string, string>> {
    const all = this.#parts.map(({ compiled, said }) =>
      compiled.template.isEnv ? variablesIn(said ?? '') : {},
    );
    return Object.assign({}, ...all);
  }

  /**
   * Resolves when every template has been rendered, which may take until what they show is there.
   *
   * @throws Error when one can't be rendered.
   */
  async firstRender(): Promise<void> {
    this.#callOffMissing = this.#options.time.after(MISSING_AFTER_MS, () => this.#tellMissing());
    this.#renderLater(this.#parts);
    await this.#rendered.promise;
  }

  /** Stops following. Nothing is written any more once this resolves. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#callOff();
    this.#callOffMissing();
    this.#answers.stop();
    this.#rendered.resolve();
    await this.#work;
  }

  #tellMissing(): void {
    if (this.#isRendered) return;
    const missing = this.#parts.flatMap((part) => [...this.#outputOf(part).lookup.missing]);
    this.#options.onMissing([...new Set(missing)].toSorted());
  }

  #answerChanged(key: string): void {
    if (this.#isStopped) return;
    this.#renderLater(this.#parts.filter(({ asked }) => asked.has(key)));
  }

  #renderLater(parts: readonly Part[]): void {
    const nowMs = this.#options.time.monotonicMs();
    for (const part of parts) {
      const wait = this.#isRendered ? part.wait : AT_ONCE;
      part.pending = renderAfterChange(part.pending, nowMs, wait);
    }
    this.#renderWhenDue();
  }

  /** Parts that are due at the same time are rendered together, so that their task is restarted once. */
  #renderWhenDue(): void {
    this.#callOff();
    const dueAtMs = Math.min(...this.#parts.map(({ pending }) => pending?.dueAtMs ?? Infinity));
    if (dueAtMs === Infinity) return;
    const render = (): void => {
      this.#work = this.#work.then(() => this.#render(dueAtMs));
    };
    const delayMs = dueAtMs - this.#options.time.monotonicMs();
    if (delayMs <= 0) render();
    else this.#callOff = this.#options.time.after(delayMs, render);
  }

  /** Never rejects: a failure is told. */
  async #render(untilMs: number): Promise<void> {
    const due = this.#parts.filter(({ pending }) => pending && pending.dueAtMs <= untilMs);
    if (this.#isStopped || due.length === 0) return;
    try {
      const contents = new Map<Part, string | undefined>();
      for (const part of due) {
        part.pending = undefined;
        const { content, lookup } = this.#outputOf(part);
        part.asked = lookup.asked;
        contents.set(part, content);
      }
      this.#renderWhenDue();
      this.#answers.follow(new Map(this.#parts.flatMap(({ asked }) => [...asked])));
      await this.#write(contents);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #fail(error: Error): void {
    if (this.#isStopped) return;
    if (this.#isRendered) this.#options.onFailure(error);
    else this.#rendered.reject(error);
  }

  /** Each is written as soon as it is whole; the task waits for all. */
  async #write(contents: ReadonlyMap<Part, string | undefined>): Promise<void> {
    const changed: TaskTemplate[] = [];
    for (const [part, content] of contents) {
      const { compiled, said } = part;
      const isFixed = compiled.template.once && said !== undefined;
      if (content === undefined || content === said || isFixed) continue;
      part.said = content;
      if (await compiled.write(content)) changed.push(compiled.template);
    }
    if (this.#parts.some(({ said }) => said === undefined)) return;
    const isChange = this.#isRendered || this.#options.isRecovered;
    this.#isRendered = true;
    this.#rendered.resolve();
    if (isChange && changed.length > 0) this.#options.onRerender(changed);
  }

  #outputOf({ compiled }: Part): Output {
    const { env, namespace, dirs, time } = this.#options;
    const wayOf = (path: string): string => pathInside(dirs, path);
    const lookup = new Lookup(this.#answers.known);
    const input = { lookup, namespace, env, wayOf, nowMs: time.nowMs() };
    const content = renderSoFar(compiled, input);
    return { content: lookup.missing.size > 0 ? undefined : content, lookup };
  }
}

/** A template fails easily on what is not known yet: that is no fault as long as something is missing. */
function renderSoFar(compiled: CompiledTemplate, input: DataFunctionsInput): string {
  try {
    return compiled.render(input);
  } catch (error) {
    if (input.lookup.missing.size > 0) return '';
    throw error;
  }
}
