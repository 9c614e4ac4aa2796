import type { TaskTemplate } from '@steppe/api-contract/blocks';
import type { InsideDirs } from '../inside/inside-path.ts';
import { pathInside } from '../inside/inside-path.ts';
import type { Time } from '../runner/time.ts';
import { Answers } from './answers.ts';
import type { DataFunctionsInput } from './data-functions.ts';
import { Lookup } from './lookup.ts';
import { CompiledTemplate, variablesIn } from './task-template.ts';
import type { TemplateData } from './template-data.ts';

export interface TaskTemplatesOptions {
  /** Whether the task runs already, rendered by an earlier process: what is new is a change to it. */
  readonly isRecovered: boolean;
  /** With every `${…}` in their paths filled in. */
  readonly templates: readonly TaskTemplate[];
  readonly asker: { readonly allocId: string; readonly task: string };
  readonly dirs: InsideDirs;
  /** Functions that none of them may use. */
  readonly deniedFunctions?: readonly string[] | undefined;
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

interface Output {
  /** Undefined while something is missing. */
  readonly content: string | undefined;
  readonly lookup: Lookup;
}

/** Renders a task's templates, and renders them anew as what they show changes. */
export class TaskTemplates {
  readonly #options: TaskTemplatesOptions;
  readonly #compiled: readonly CompiledTemplate[];
  readonly #answers: Answers;
  readonly #rendered = Promise.withResolvers<void>();
  /** What each said last. */
  readonly #said: (string | undefined)[] = [];
  #isRendered = false;
  #isStopped = false;
  #work: Promise<void> = Promise.resolve();
  #callOff: () => void = () => undefined;
  #callOffMissing: () => void = () => undefined;
  #changedSinceMs: number | undefined;

  private constructor(options: TaskTemplatesOptions, compiled: readonly CompiledTemplate[]) {
    this.#options = options;
    this.#compiled = compiled;
    const { data, asker, dirs, time } = options;
    const { allocDir } = dirs;
    const onChange = (): void => this.#answersChanged();
    this.#answers = new Answers({ data, asker, allocDir, time, onChange });
  }

  /** @throws Error for a malformed template, or one whose paths lead out of the allocation. */
  static async compile(options: TaskTemplatesOptions): Promise<TaskTemplates> {
    const { templates, dirs, deniedFunctions } = options;
    const compiled: CompiledTemplate[] = [];
    for (const each of templates) {
      compiled.push(await CompiledTemplate.compile(each, dirs, deniedFunctions));
    }
    return new TaskTemplates(options, compiled);
  }

  /** What templates with `env = true` say. */
  get env(): Readonly<Record<string, string>> {
    const all = this.#compiled.map(({ template }, index) =>
      template.isEnv ? variablesIn(this.#said[index] ?? '') : {},
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
    this.#renderSoon(0);
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
    const missing = this.#renderAll().flatMap(({ lookup }) => [...lookup.missing]);
    this.#options.onMissing([...new Set(missing)].toSorted());
  }

  /** Waits until what they show has been quiet for `wait.min`, but no longer than `wait.max`. */
  #answersChanged(): void {
    if (this.#isStopped) return;
    if (!this.#isRendered) return this.#renderSoon(0);
    const nowMs = this.#options.time.nowMs();
    this.#changedSinceMs ??= nowMs;
    const { minMs, maxMs } = this.#wait();
    this.#renderSoon(Math.max(0, Math.min(minMs, this.#changedSinceMs + maxMs - nowMs)));
  }

  #wait(): { minMs: number; maxMs: number } {
    const all = this.#compiled.map(({ template }) => template);
    const minMs = Math.max(0, ...all.map(({ waitMinMs }) => waitMinMs ?? 0));
    return { minMs, maxMs: Math.max(minMs, ...all.map(({ waitMaxMs }) => waitMaxMs ?? 0)) };
  }

  #renderSoon(delayMs: number): void {
    this.#callOff();
    const render = (): void => {
      this.#work = this.#work.then(() => this.#render());
    };
    if (delayMs === 0) render();
    else this.#callOff = this.#options.time.after(delayMs, render);
  }

  /** Never rejects: a failure is told. */
  async #render(): Promise<void> {
    if (this.#isStopped) return;
    this.#changedSinceMs = undefined;
    try {
      const outputs = this.#renderAll();
      this.#answers.follow(new Map(outputs.flatMap(({ lookup }) => [...lookup.asked])));
      await this.#write(outputs.map(({ content }) => content));
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      if (this.#isRendered) this.#options.onFailure(error);
      else this.#rendered.reject(error);
    }
  }

  /** Each is written as soon as it is whole; the task waits for all. */
  async #write(contents: readonly (string | undefined)[]): Promise<void> {
    const changed: TaskTemplate[] = [];
    for (const [index, compiled] of this.#compiled.entries()) {
      const content = contents[index];
      const isFixed = compiled.template.once && this.#said[index] !== undefined;
      if (content === undefined || content === this.#said[index] || isFixed) continue;
      this.#said[index] = content;
      if (await compiled.write(content)) changed.push(compiled.template);
    }
    if (this.#compiled.some((_, index) => this.#said[index] === undefined)) return;
    const isChange = this.#isRendered || this.#options.isRecovered;
    this.#isRendered = true;
    this.#rendered.resolve();
    if (isChange && changed.length > 0) this.#options.onRerender(changed);
  }

  #renderAll(): readonly Output[] {
    const { env, namespace, dirs, time } = this.#options;
    const wayOf = (path: string): string => pathInside(dirs, path);
    return this.#compiled.map((compiled) => {
      const lookup = new Lookup(this.#answers.known);
      const input = { lookup, namespace, env, wayOf, nowMs: time.nowMs() };
      const content = renderSoFar(compiled, input);
      return { content: lookup.missing.size > 0 ? undefined : content, lookup };
    });
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
