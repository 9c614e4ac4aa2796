import { assertNever } from '@steppe/domain';
import type { Expression, TemplateNode } from './ast.ts';
import { BUILTIN_FUNCTIONS, type TemplateFunctions } from './builtins.ts';
import type { ParsedTemplate } from './parse.ts';
import { TemplateError } from './template-error.ts';
import { entriesOf, hasMember, isTrue, memberOf, printed } from './values.ts';
import { Variables } from './variables.ts';

export interface RenderOptions {
  /** Beside Go's own; one of the same name wins. */
  readonly functions?: TemplateFunctions;
  /** What a key that there is not gives: `<no value>`, or a fault. */
  readonly missingKey?: 'print' | 'error';
}

/** Includes may include themselves, but not for ever. */
const DEPTH_MAX = 100;

interface Scope {
  readonly dot: unknown;
  readonly variables: Variables;
  readonly depth: number;
}

type Jump = 'break' | 'continue' | undefined;

/**
 * Fills a template with a value.
 *
 * @throws TemplateError when it calls a function that there is not, or one that fails.
 */
export function renderTemplate(
  template: ParsedTemplate,
  value: unknown,
  options: RenderOptions = {},
): string {
  const rendering = new Rendering(template, options);
  rendering.run(template.nodes, { dot: value, variables: Variables.of(value), depth: 0 });
  return rendering.text;
}

class Rendering {
  readonly #template: ParsedTemplate;
  readonly #options: RenderOptions;
  readonly #parts: string[] = [];

  constructor(template: ParsedTemplate, options: RenderOptions) {
    this.#template = template;
    this.#options = options;
  }

  get text(): string {
    return this.#parts.join('');
  }

  run(nodes: readonly TemplateNode[], scope: Scope): Jump {
    for (const node of nodes) {
      const jump = this.#step(node, scope);
      if (jump !== undefined) return jump;
    }
    return undefined;
  }

  #step(node: TemplateNode, scope: Scope): Jump {
    switch (node.kind) {
      case 'text':
        this.#parts.push(node.text);
        return undefined;
      case 'print':
        this.#parts.push(printed(this.#evaluate(node.value, scope)));
        return undefined;
      case 'assign': {
        const value = this.#evaluate(node.value, scope);
        if (node.declares) scope.variables.declare(node.name, value);
        else scope.variables.change(node.name, value);
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.kind;
      case 'include':
        return this.#include(node, scope);
      case 'if':
      case 'with':
        return this.#branch(node, scope);
      case 'range':
        return this.#range(node, scope);
      default:
        return assertNever(node);
    }
  }

  #branch(node: Extract<TemplateNode, { kind: 'if' | 'with' }>, scope: Scope): Jump {
    const value = this.#evaluate(node.value, scope);
    const variables = scope.variables.inner();
    if (node.named !== undefined) variables.declare(node.named, value);
    if (!isTrue(value)) return this.run(node.otherwise, { ...scope, variables });
    const dot = node.kind === 'with' ? value : scope.dot;
    return this.run(node.body, { ...scope, dot, variables });
  }

  #range(node: Extract<TemplateNode, { kind: 'range' }>, scope: Scope): Jump {
    const members = entriesOf(this.#evaluate(node.value, scope));
    if (members.length === 0) {
      return this.run(node.otherwise, { ...scope, variables: scope.variables.inner() });
    }
    for (const [key, dot] of members) {
      const variables = scope.variables.inner();
      const bound = node.variables.length === 1 ? [dot] : [key, dot];
      for (const [i, name] of node.variables.entries()) variables.declare(name, bound[i]);
      if (this.run(node.body, { ...scope, dot, variables }) === 'break') break;
    }
    return undefined;
  }

  #include(node: Extract<TemplateNode, { kind: 'include' }>, scope: Scope): Jump {
    const nodes = this.#template.defined.get(node.name);
    if (nodes === undefined) throw new TemplateError(`no template "${node.name}"`, node.line);
    if (scope.depth >= DEPTH_MAX) {
      throw new TemplateError(`template "${node.name}" includes itself without end`, node.line);
    }
    const dot = node.value === undefined ? undefined : this.#evaluate(node.value, scope);
    this.run(nodes, { dot, variables: Variables.of(dot), depth: scope.depth + 1 });
    return undefined;
  }

  #evaluate(expression: Expression, scope: Scope): unknown {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'dot':
        return scope.dot;
      case 'variable':
        return scope.variables.get(expression.name);
      case 'field':
        return expression.path.reduce(
          (value, key) => this.#member(value, key),
          this.#evaluate(expression.base, scope),
        );
      case 'call':
        return this.#call(expression, scope);
      default:
        return assertNever(expression);
    }
  }

  #member(value: unknown, key: string): unknown {
    if (this.#options.missingKey === 'error' && !hasMember(value, key)) {
      throw new TemplateError(`map has no entry for key "${key}"`);
    }
    return memberOf(value, key);
  }

  #call(call: Extract<Expression, { kind: 'call' }>, scope: Scope): unknown {
    const { name, line } = call;
    const called = this.#options.functions?.get(name) ?? BUILTIN_FUNCTIONS.get(name);
    if (!called) throw new TemplateError(`function "${name}" not defined`, line);
    if (name === 'and' || name === 'or') return this.#choose(call, scope);
    return called(...call.args.map((arg) => this.#evaluate(arg, scope)));
  }

  /** What follows the argument that decides is not looked at. */
  #choose({ name, args }: Extract<Expression, { kind: 'call' }>, scope: Scope): unknown {
    let value: unknown;
    for (const arg of args) {
      value = this.#evaluate(arg, scope);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return value;
  }
}
