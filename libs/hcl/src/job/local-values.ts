import type { Attribute, Body, Expression } from '../syntax/ast.ts';
import { type Environment, withNames, evaluate } from '../evaluate/environment.ts';
import { childrenOf } from '../syntax/walk.ts';
import { objectOf, type Value } from '../values/value.ts';

/** The values of all `locals` blocks. They may refer to each other in any order, but not in a circle. */
export function readLocals(body: Body, env: Environment): ReadonlyMap<string, Value> {
  const attributes = new Map<string, Attribute>();
  for (const block of body.blocks) {
    if (block.type !== 'locals') continue;
    for (const inner of block.body.blocks) {
      env.diagnostics.error({
        summary: `Unexpected "${inner.type}" block`,
        detail: 'locals holds only name = value. For an object, put "=" before the brace.',
        subject: inner.typeSpan,
      });
    }
    for (const attribute of block.body.attributes.values()) {
      if (attributes.has(attribute.name)) {
        env.diagnostics.error({
          summary: 'Duplicate local value',
          detail: `There is a local "${attribute.name}" already.`,
          subject: attribute.nameSpan,
        });
      }
      attributes.set(attribute.name, attribute);
    }
  }
  return new Locals(attributes, env).all();
}

class Locals {
  readonly #attributes: ReadonlyMap<string, Attribute>;
  readonly #env: Environment;
  readonly #values = new Map<string, Value>();
  readonly #begun = new Set<string>();

  constructor(attributes: ReadonlyMap<string, Attribute>, env: Environment) {
    this.#attributes = attributes;
    this.#env = env;
  }

  all(): ReadonlyMap<string, Value> {
    for (const name of this.#attributes.keys()) this.#resolve(name);
    return this.#values;
  }

  /** Evaluates what a local refers to first. In a circle, the last one finds a name missing and says so. */
  #resolve(name: string): void {
    const attribute = this.#attributes.get(name);
    if (attribute === undefined || this.#begun.has(name)) return;
    this.#begun.add(name);
    for (const other of localsIn(attribute.expression)) this.#resolve(other);
    const known = new Map([['local', objectOf(this.#values)]]);
    this.#values.set(name, evaluate(attribute.expression, withNames(this.#env, known)));
  }
}

function localsIn(root: Expression): string[] {
  const names: string[] = [];
  const pending = [root];
  for (let expression = pending.pop(); expression !== undefined; expression = pending.pop()) {
    if (expression.kind === 'reference' && expression.root === 'local') {
      const [step] = expression.steps;
      if (step?.kind === 'attribute') names.push(step.name);
    }
    pending.push(...childrenOf(expression));
  }
  return names;
}
