import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Pair,
  type Tags,
} from 'yaml';
import { FunctionFault } from '../evaluate/function.ts';
import {
  boolOf,
  nullOf,
  numberOf,
  objectOf,
  stringOf,
  tupleOf,
  type Value,
} from '../values/value.ts';

/** Aliases can make a small text stand for a huge value. */
const NODES_MAX = 100_000;

/** Dates stay texts, and "1:30" is no number. */
function withoutTimes(tags: Tags): Tags {
  return tags.filter(
    (tag) =>
      typeof tag === 'string' ||
      (tag.tag !== 'tag:yaml.org,2002:timestamp' && tag.format !== 'TIME'),
  );
}

/** One YAML 1.1 document, in which `yes` and `on` are true. */
export function decodeYaml(text: string): Value {
  const document = parseDocument(text, {
    version: '1.1',
    intAsBigInt: true,
    customTags: withoutTimes,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error !== undefined)
    throw new FunctionFault(`this is no YAML: ${error.message.split('\n')[0] ?? ''}`, 0);
  let nodes = 0;
  const read = (node: unknown): Value => {
    nodes += 1;
    if (nodes > NODES_MAX) throw new FunctionFault(`it has more than ${NODES_MAX} parts`, 0);
    if (isAlias(node)) return read(node.resolve(document));
    if (isScalar(node)) return scalar(node.value);
    if (isSeq<Node>(node)) return tupleOf(node.items.map(read));
    if (isMap<Node, Node | null>(node))
      return objectOf(node.items.map((pair) => [keyOf(pair), read(pair.value)]));
    return nullOf();
  };
  return read(document.contents);
}

function keyOf({ key }: Pair<Node, Node | null>): string {
  if (!isScalar(key)) throw new FunctionFault('the keys of a mapping must be plain', 0);
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function scalar(value: unknown): Value {
  if (typeof value === 'string') return stringOf(value.normalize('NFC'));
  if (typeof value === 'boolean') return boolOf(value);
  if (typeof value === 'bigint') return numberOf(value.toString());
  if (typeof value === 'number') {
    if (Number.isNaN(value)) throw new FunctionFault('.nan is no number', 0);
    return numberOf(value);
  }
  return nullOf();
}
