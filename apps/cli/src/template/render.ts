import { assertNever } from '@steppe/domain';
import { UsageError } from '../usage-error.ts';
import type { Expression, TemplateNode } from './ast.ts';
import { FUNCTIONS, isTrue, memberOf, printed } from './functions.ts';
import { parseTemplate } from './parse.ts';

interface Scope {
  readonly dot: unknown;
  readonly variables: Map<string, unknown>;
}

/**
 * Fills a Go template with a value, e.g. `{{range .}}{{.ID}} {{end}}`.
 *
 * @throws UsageError when the template is malformed, or calls a function that there is not.
 */
export function renderTemplate(template: string, value: unknown): string {
  return renderNodes(parseTemplate(template), { dot: value, variables: new Map([['$', value]]) });
}

function renderNodes(nodes: readonly TemplateNode[], scope: Scope): string {
  return nodes.map((node) => renderNode(node, scope)).join('');
}

function renderNode(node: TemplateNode, scope: Scope): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'print':
      return printed(evaluate(node.value, scope));
    case 'assign':
      scope.variables.set(node.name, evaluate(node.value, scope));
      return '';
    case 'if':
      return renderNodes(isTrue(evaluate(node.value, scope)) ? node.body : node.otherwise, scope);
    case 'with': {
      const dot = evaluate(node.value, scope);
      return isTrue(dot)
        ? renderNodes(node.body, { ...scope, dot })
        : renderNodes(node.otherwise, scope);
    }
    case 'range':
      return renderRange(node, scope);
    default:
      return assertNever(node);
  }
}

function renderRange(node: Extract<TemplateNode, { kind: 'range' }>, scope: Scope): string {
  const value = evaluate(node.value, scope);
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (members.length === 0) return renderNodes(node.otherwise, scope);
  const keyOf = (key: string): unknown => (Array.isArray(value) ? Number(key) : key);
  return members
    .map(([key, dot]) => {
      const variables = new Map(scope.variables);
      const bound = node.variables.length === 1 ? [dot] : [keyOf(key), dot];
      for (const [i, name] of node.variables.entries()) variables.set(name, bound[i]);
      return renderNodes(node.body, { dot, variables });
    })
    .join('');
}

function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'dot':
      return scope.dot;
    case 'variable':
      if (scope.variables.has(expression.name)) return scope.variables.get(expression.name);
      throw new UsageError(`template: undefined variable ${expression.name}`);
    case 'field':
      return expression.path.reduce(memberOf, evaluate(expression.base, scope));
    case 'call': {
      const called = FUNCTIONS.get(expression.name);
      if (!called) throw new UsageError(`template: function "${expression.name}" not defined`);
      return called(...expression.args.map((arg) => evaluate(arg, scope)));
    }
    default:
      return assertNever(expression);
  }
}
