import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Pair,
  type Scalar,
  type ScalarTag,
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

const TRUE = /^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE)$/;
const FALSE = /^(?:n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** YAML 1.2's plain scalars, with the truth values of YAML 1.1. */
const BOOLS: ScalarTag[] = [
  {
    identify: (value) => value === true,
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: TRUE,
    resolve: () => true,
  },
  {
    identify: (value) => value === false,
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: FALSE,
    resolve: () => false,
  },
];

/** One YAML document. Dates are texts in full: "2001-01-01" becomes midnight in UTC. */
export function decodeYaml(text: string): Value {
  const document = parseDocument(text, {
    schema: 'core',
    intAsBigInt: true,
    customTags: (tags) => [...BOOLS, ...tags],
    logLevel: 'silent',
  });
  if (document.contents === null) throw new FunctionFault('the document is missing', 0);
  const [error] = document.errors;
  if (error !== undefined)
    throw new FunctionFault(`this is no YAML: ${error.message.split('\n')[0] ?? ''}`, 0);
  let nodes = 0;
  const read = (node: unknown): Value => {
    nodes += 1;
    if (nodes > NODES_MAX) throw new FunctionFault(`it has more than ${NODES_MAX} parts`, 0);
    if (isAlias(node)) return read(node.resolve(document));
    if (isScalar(node)) return scalar(node);
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

function scalar({ value, type }: Scalar): Value {
  if (typeof value === 'string') {
    const isDate = type === 'PLAIN' && DATE.test(value);
    return stringOf(isDate ? `${value}T00:00:00Z` : value.normalize('NFC'));
  }
  if (typeof value === 'boolean') return boolOf(value);
  if (typeof value === 'bigint') return numberOf(value.toString());
  if (typeof value === 'number') {
    if (Number.isNaN(value)) throw new FunctionFault('.nan is no number', 0);
    return numberOf(value);
  }
  return nullOf();
}
