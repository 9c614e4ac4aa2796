import { TemplateError } from './template-error.ts';

/** The names that a place in a template knows: its own, and those of the places around it. */
export class Variables {
  readonly #own = new Map<string, unknown>();
  readonly #outer: Variables | undefined;

  private constructor(outer: Variables | undefined) {
    this.#outer = outer;
  }

  /** Of a whole template, where `$` is the value that it was given. */
  static of(root: unknown): Variables {
    const variables = new Variables(undefined);
    variables.declare('$', root);
    return variables;
  }

  inner(): Variables {
    return new Variables(this);
  }

  declare(name: string, value: unknown): void {
    this.#own.set(name, value);
  }

  change(name: string, value: unknown): void {
    this.#holderOf(name).#own.set(name, value);
  }

  get(name: string): unknown {
    return this.#holderOf(name).#own.get(name);
  }

  #holderOf(name: string): Variables {
    if (this.#own.has(name)) return this;
    if (this.#outer === undefined) throw new TemplateError(`undefined variable ${name}`);
    return this.#outer.#holderOf(name);
  }
}
