import { createHash } from 'node:crypto';
import {
  Described,
  printed,
  TemplateError,
  type TemplateFunction,
  type TemplateFunctions,
} from '@steppe/go-template';
import type { Lookup, Question } from './lookup.ts';
import type { ServiceAnswer, TemplateQuery, VariableAnswer } from './template-data.ts';

export interface DataFunctionsInput {
  readonly lookup: Lookup;
  readonly namespace: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where a path of the job lies, from the allocation's directory. */
  readonly wayOf: (path: string) => string;
  readonly nowMs: number;
}

/** Functions of consul-template that ask systems which Steppe does not use, by those systems. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  Consul: [
    'key',
    'keyExists',
    'keyExistsGet',
    'keyOrDefault',
    'ls',
    'safeLs',
    'tree',
    'safeTree',
    'node',
    'nodes',
    'service',
    'services',
    'connect',
    'caRoots',
    'caLeaf',
    'datacenters',
    'partitions',
    'exportedServices',
    'peerings',
  ],
  Vault: ['secret', 'secrets', 'pkiCert'],
};

const DENIED = ['executeTemplate', 'plugin', 'writeToFile'];

/** The functions of consul-template that read: environment, files, Nomad's variables and services. */
export function dataFunctions(input: DataFunctionsInput): TemplateFunctions {
  const { env, nowMs } = input;
  return new Map<string, TemplateFunction>([
    ...refusals(),
    ['env', (name) => env[printed(name)] ?? ''],
    ['envOrDefault', (name, otherwise) => env[printed(name)] || otherwise],
    ['mustEnv', (name) => env[printed(name)] ?? fail(`mustEnv: ${printed(name)} is not set`)],
    ['file', (path) => fileOf(input, printed(path))],
    ['timestamp', (format) => timestamp(nowMs, format)],
    ['nomadVar', (path) => variableOf(input, printed(path))],
    ['nomadVarExists', (path) => existsVariable(input, printed(path))],
    ['nomadVarList', (prefix) => variablesOf(input, prefix)],
    ['nomadVarListSafe', (prefix) => variablesOf(input, prefix)],
    ['nomadService', (...args) => serviceOf(input, args)],
    ['nomadServices', () => servicesOf(input)],
  ]);
}

function fail(message: string): never {
  throw new TemplateError(message);
}

function refusals(): readonly (readonly [string, TemplateFunction])[] {
  const foreign = Object.entries(FOREIGN).flatMap(([system, names]) =>
    names.map(
      (name) => [name, () => fail(`${name}: templates can't read from ${system}`)] as const,
    ),
  );
  const denied = DENIED.map(
    (name) => [name, () => fail(`function "${name}" is disabled`)] as const,
  );
  return [...foreign, ...denied];
}

function fileOf({ lookup, wayOf }: DataFunctionsInput, path: string): string {
  const question: Question = { kind: 'file', way: wayOf(path) };
  const answer = lookup.ask(question);
  if (answer?.kind !== 'file') return '';
  if (answer.content === undefined) lookup.await(question);
  return answer.content ?? '';
}

/** `path`, `path@namespace`. */
function variableQuery(
  { namespace }: DataFunctionsInput,
  text: string,
): { path: string; namespace: string } {
  const [path = '', of = ''] = text.split('@');
  const [named = ''] = of.split('.');
  return { path: path.replaceAll(/^\/+|\/+$/gu, ''), namespace: named === '' ? namespace : named };
}

function variableOf(input: DataFunctionsInput, text: string): Described | undefined {
  const query: TemplateQuery = { kind: 'variable', ...variableQuery(input, text) };
  const answer = input.lookup.ask(query);
  if (answer?.kind !== 'variable') return undefined;
  // As consul-template does: a variable that there is not is waited for.
  if (answer.variable === undefined) input.lookup.await(query);
  return answer.variable && shownVariable(answer.variable);
}

function existsVariable(input: DataFunctionsInput, text: string): boolean {
  const answer = input.lookup.ask({ kind: 'variable', ...variableQuery(input, text) });
  return answer?.kind === 'variable' && answer.variable !== undefined;
}

function shownVariable(variable: VariableAnswer): Described {
  const metadata = shownMetadata(variable);
  const items = Object.entries(variable.items)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([Key, Value]) =>
        [Key, new Described({ shown: Value, fields: { Key, Value, Metadata: metadata } })] as const,
    );
  const plainItems = Object.fromEntries(items);
  const fields = {
    Path: variable.path,
    Namespace: variable.namespace,
    Metadata: metadata,
    Items: plainItems,
    Keys: items.map(([key]) => key),
    Values: items.map(([, value]) => value),
    Tuples: items.map(([K, V]) => ({ K, V })),
    ...plainItems,
  };
  return new Described({
    shown: `map[${items.map(([k, v]) => `${k}:${v.shown}`).join(' ')}]`,
    fields,
    members: items,
  });
}

function shownMetadata({
  path,
  namespace,
  createIndex,
  modifyIndex,
}: Omit<VariableAnswer, 'items'>): Described {
  const fields = {
    Path: path,
    Namespace: namespace,
    CreateIndex: createIndex,
    ModifyIndex: modifyIndex,
  };
  return new Described({ shown: path, fields });
}

function variablesOf(input: DataFunctionsInput, text: unknown): readonly Described[] {
  const { path: prefix, namespace } = variableQuery(input, text === undefined ? '' : printed(text));
  const answer = input.lookup.ask({ kind: 'variables', namespace, prefix });
  return answer?.kind === 'variables' ? answer.variables.map(shownMetadata) : [];
}

/** `nomadService "web"`, `nomadService "tag.web"`, and `nomadService 2 "key" "web"`: two that the key chooses. */
function serviceOf(input: DataFunctionsInput, args: readonly unknown[]): readonly unknown[] {
  const [, tag, name = ''] = /^(?:([^.@]+)\.)?([^@]+)/u.exec(printed(args.at(-1))) ?? [];
  const answer = input.lookup.ask({ kind: 'service', namespace: input.namespace, name });
  const all = answer?.kind === 'service' ? answer.instances : [];
  const tagged = tag === undefined ? all : all.filter(({ tags }) => tags.includes(tag));
  const chosen =
    args.length === 3 ? chosenBy(printed(args[1]), tagged).slice(0, Number(args[0])) : tagged;
  return chosen.map(shownService);
}

/** Rendezvous hashing: each asker has an order of its own, and little changes when an instance comes or goes. */
function chosenBy(key: string, instances: readonly ServiceAnswer[]): readonly ServiceAnswer[] {
  const weight = ({ id }: ServiceAnswer): string =>
    createHash('md5').update(`${key}/${id}`).digest('hex');
  return instances.toSorted((a, b) => (weight(a) < weight(b) ? -1 : 1));
}

function shownService(instance: ServiceAnswer): unknown {
  return {
    ID: instance.id,
    Name: instance.name,
    Namespace: instance.namespace,
    Node: instance.nodeId,
    NodeID: instance.nodeId,
    Datacenter: instance.datacenter,
    AllocID: instance.allocId,
    JobID: instance.jobId,
    Tags: instance.tags,
    Address: instance.address,
    Port: instance.port,
  };
}

function servicesOf({ lookup, namespace }: DataFunctionsInput): readonly unknown[] {
  const answer = lookup.ask({ kind: 'services', namespace });
  return answer?.kind === 'services'
    ? answer.services.map(({ name, tags }) => ({ Name: name, Tags: tags }))
    : [];
}

function timestamp(nowMs: number, format: unknown): string {
  if (format === 'unix') return String(Math.floor(nowMs / 1_000));
  if (format === undefined) return new Date(nowMs).toISOString().replace(/\.\d+Z$/u, 'Z');
  return fail('timestamp: only "unix" is known as a format');
}
