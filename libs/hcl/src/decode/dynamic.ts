import type { Block, Body, Expression, Label } from '../syntax/ast.ts';
import type { Diagnostics, Fault } from '../syntax/diagnostics.ts';
import { elementsOf } from '../evaluate/evaluate-for.ts';
import { type Environment, withNames, evaluate } from '../evaluate/environment.ts';
import { asText } from '../values/convert.ts';
import { describeType } from '../values/type.ts';
import { objectOf, typeOf, type Value } from '../values/value.ts';
import { shapedBody } from '../json-syntax/json-body.ts';
import type { PlacedBlock, Shape } from './content.ts';

/** How many blocks one dynamic block may become. */
const ELEMENTS_MAX = 50_000;

/** Writes a `dynamic "type" { for_each … content { … } }` out, one block for each element. */
export function expandDynamic(
  dynamic: Block,
  shape: Shape,
  env: Environment,
): readonly PlacedBlock[] {
  const plan = planOf(dynamic, shape, env.diagnostics);
  if (plan === undefined) return [];
  const elements = elementsOfForEach(plan.forEach, env);
  const blocks: PlacedBlock[] = [];
  for (const [key, value] of elements) {
    const iteration = objectOf([
      ['key', key],
      ['value', value],
    ]);
    const inner = withNames(env, new Map([[plan.iterator, iteration]]));
    const labels = labelsOf(plan, inner);
    if (labels === undefined) return blocks;
    blocks.push({ block: { ...plan.content, type: plan.type, labels }, env: inner });
  }
  return blocks;
}

const SETTINGS: readonly string[] = ['for_each', 'iterator', 'labels'];

interface Plan {
  readonly type: string;
  readonly forEach: Expression;
  readonly iterator: string;
  readonly labels: readonly Expression[];
  readonly labelCount: number;
  readonly content: Block;
}

function planOf(dynamic: Block, shape: Shape, diagnostics: Diagnostics): Plan | undefined {
  const [label] = dynamic.labels;
  const fail = (fault: Fault) => {
    diagnostics.error(fault);
    return undefined;
  };
  if (label === undefined) {
    return fail({
      summary: 'Missing type for dynamic',
      detail: 'The label of a dynamic block names the blocks to make.',
      subject: dynamic.openBrace,
      context: dynamic.header,
    });
  }
  if (!shape.blocks.has(label.text)) {
    return fail({
      summary: 'Unsupported block type',
      detail: `There is no block "${label.text}" here.`,
      subject: label.span,
    });
  }
  const start = { ...dynamic.body.span, end: dynamic.body.span.start };
  const missing = (name: string) =>
    fail({
      summary: 'Missing required argument',
      detail: `The dynamic block needs "${name}".`,
      subject: start,
    });
  const { attributes, blocks } = plainBody(dynamic, diagnostics);
  for (const { type, typeSpan } of blocks) {
    if (type === 'content') continue;
    diagnostics.error({
      summary: 'Unsupported block type',
      detail: `A dynamic block holds only "content", so "${type}" belongs inside of that.`,
      subject: typeSpan,
    });
  }
  for (const { name, nameSpan } of attributes.values()) {
    if (SETTINGS.includes(name)) continue;
    diagnostics.error({
      summary: 'Unsupported argument',
      detail: `A dynamic block has for_each, iterator and labels, but no "${name}". The arguments of the blocks to make go into its content block.`,
      subject: nameSpan,
    });
  }
  const forEach = attributes.get('for_each')?.expression;
  if (forEach === undefined) return missing('for_each');
  const labelCount = shape.blocks.get(label.text) === undefined ? 0 : 1;
  const labelsAttribute = attributes.get('labels')?.expression;
  if (labelCount > 0 && labelsAttribute === undefined) return missing('labels');
  const labels =
    labelsAttribute === undefined
      ? []
      : labelsAttribute.kind === 'tuple'
        ? labelsAttribute.items
        : [labelsAttribute];
  const extra = labels[labelCount];
  if (extra !== undefined) {
    return fail({
      summary: 'Extraneous dynamic block label',
      detail: `"${label.text}" takes ${labelCount === 0 ? 'no label' : 'one label'}.`,
      subject: extra.span,
    });
  }
  const iterator = iteratorOf(attributes.get('iterator')?.expression, label.text);
  if (typeof iterator !== 'string') return fail(iterator);
  const content = contentBlock(blocks);
  if ('summary' in content) return fail({ ...content, subject: content.subject ?? start });
  return { type: label.text, forEach, iterator, labels, labelCount, content };
}

/** In JSON, the members of a dynamic block need their shape first. */
function plainBody({ body }: Block, diagnostics: Diagnostics): Body {
  return body.tree === undefined
    ? body
    : shapedBody(body.tree, new Map([['content', undefined]]), diagnostics);
}

function iteratorOf(expression: Expression | undefined, type: string): string | Fault {
  if (expression === undefined) return type;
  if (expression.kind === 'reference' && expression.steps.length === 0) return expression.root;
  return {
    summary: 'Invalid dynamic iterator name',
    detail: 'The iterator is a plain name, without quotes or dots.',
    subject: expression.span,
  };
}

function contentBlock(blocks: readonly Block[]): Block | Fault {
  const [content, second] = blocks.filter(({ type }) => type === 'content');
  if (content === undefined) {
    return {
      summary: 'Missing dynamic content block',
      detail: 'The block "content { ... }", which says what each block holds, is missing.',
    };
  }
  if (second !== undefined) {
    return {
      summary: 'Extraneous dynamic content block',
      detail: 'A dynamic block has only one content block.',
      subject: second.typeSpan,
    };
  }
  return content;
}

function elementsOfForEach(
  forEach: Expression,
  env: Environment,
): ReadonlyArray<readonly [Value, Value]> {
  const value = evaluate(forEach, env);
  if (value.kind === 'unknown') return [];
  const elements = elementsOf(value);
  if (elements !== undefined && elements.length <= ELEMENTS_MAX) return elements;
  const problem =
    elements !== undefined
      ? `At most ${ELEMENTS_MAX} elements are allowed`
      : value.kind === 'null'
        ? 'It is null'
        : `It is a ${describeType(typeOf(value))}`;
  env.diagnostics.error({
    summary: 'Invalid dynamic for_each value',
    detail: `for_each needs a list, set, map or object. ${problem}.`,
    subject: forEach.span,
  });
  return [];
}

function labelsOf({ labels }: Plan, env: Environment): Label[] | undefined {
  const result: Label[] = [];
  for (const label of labels) {
    const value = evaluate(label, env);
    const text = asText(value);
    if (text === undefined) {
      if (value.kind !== 'unknown') {
        env.diagnostics.error({
          summary: 'Invalid dynamic block label',
          detail: 'A label must be a string.',
          subject: label.span,
        });
      }
      return undefined;
    }
    result.push({ text, span: label.span });
  }
  return result;
}
