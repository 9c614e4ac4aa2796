import { describe, expect, test } from '@jest/globals';
import { OPERATIONS } from '@steppe/api-contract';
import {
  AclPolicy,
  AclRole,
  AclToken,
  AuthMethod,
  AuthMethodConfig,
  BindingRule,
  BlockedOn,
  ClientAssertion,
  Commit,
  Deployment,
  DesiredUpdates,
  DomainEvent,
  DrainSpec,
  Evaluation,
  isErrorCode,
  JobSource,
  Namespace,
  Node,
  NodePool,
  Placement,
  PlacementMetric,
  Sealed,
  SchedulerConfiguration,
  SteppeError,
  TaskEvent,
  TaskStatus,
  VariableLock,
} from '@steppe/domain';
import { parseAgentConfig } from '@steppe/hcl';
import { codeBlocksOf, codesIn, rowsOf, sectionsOf } from './markdown.ts';
import { readText } from './workspace.ts';

/** What docs/reference says is compared with the code that it speaks of. */
const page = (name: string): string => readText(`docs/reference/${name}.md`);

describe('events.md', () => {
  const structures = {
    AclPolicy,
    AclRole,
    AclToken,
    AuthMethod,
    AuthMethodConfig,
    BindingRule,
    BlockedOn,
    ClientAssertion,
    Deployment,
    DesiredUpdates,
    DrainSpec,
    Evaluation,
    JobSource,
    Namespace,
    Node,
    NodePool,
    Placement,
    PlacementMetric,
    Sealed,
    SchedulerConfiguration,
    TaskEvent,
    TaskStatus,
    VariableLock,
  };
  const schemas = [
    ...DomainEvent.options.map((event) => ({
      name: event.shape.type.value,
      fields: Object.keys(event.shape).filter((field) => !['type', 'v'].includes(field)),
    })),
    ...Object.entries(structures).map(([name, { shape }]) => ({
      name,
      fields: Object.keys(shape),
    })),
  ];
  const sections = new Map(sectionsOf(page('events'), 3).map(({ title, text }) => [title, text]));

  test('explains each event, and nothing that there is not', () => {
    const names = schemas.map(({ name }) => name);
    expect([...sections.keys()].toSorted()).toEqual(names.toSorted());
  });

  test.each(schemas)('names the fields of $name', ({ name, fields }) => {
    expect(namesInFirstCells(sections.get(name) ?? '').toSorted()).toEqual(fields.toSorted());
  });

  test('names the fields of an entry', () => {
    const [entry] = sectionsOf(page('events'), 2).filter(({ title }) => title === 'Entry');
    expect(namesInFirstCells(entry?.text ?? '')).toEqual(Object.keys(Commit.shape));
  });
});

describe('errors.md', () => {
  const rows = rowsOf(page('errors')).map(([code = '', status]) => ({
    code: code.replaceAll('`', ''),
    status: Number(status),
  }));

  test('explains each code', () => {
    const table = readText('libs/domain/src/errors.ts');
    const codes = [...table.matchAll(/^ {2}([A-Z_]+): \d+,$/gm)].map(([, code = '']) => code);
    expect(rows.map(({ code }) => code)).toEqual(codes);
  });

  test.each(rows)('gives $code its status', ({ code, status }) => {
    const error = isErrorCode(code) ? new SteppeError(code, 'a test') : undefined;
    expect(error?.httpStatus).toBe(status);
  });
});

describe('configuration.md', () => {
  test('shows a whole configuration that the agent reads without a word', () => {
    const examples = examplesOf('What has an effect');
    expect(examples.map(diagnosticsOf)).toEqual([[]]);
  });

  test('says rightly which settings the agent warns of', () => {
    const [warned = '', silent = ''] = examplesOf('What has none');
    const warnings = diagnosticsOf(warned).map(({ severity }) => severity);
    expect(warnings).toEqual(
      warned
        .trim()
        .split('\n')
        .map(() => 'warning'),
    );
    expect(diagnosticsOf(silent)).toEqual([]);
  });
});

test('http-api.md lists the routes that there are', () => {
  const routes = rowsOf(page('http-api'))
    .flatMap(([route = '']) => codesIn(route))
    .filter((route) => /^[A-Z]+ \//.test(route));
  const served = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(routes.toSorted()).toEqual(served.toSorted());
});

/** The names in the first cells of a table; a `?` behind one marks what may be absent. */
function namesInFirstCells(text: string): readonly string[] {
  return rowsOf(text).flatMap(([first = '']) => codesIn(first));
}

/** The examples below a heading of the configuration's page. */
function examplesOf(title: string): readonly string[] {
  return sectionsOf(page('configuration'), 2)
    .filter((section) => section.title === title)
    .flatMap(({ text }) => codeBlocksOf(text, 'hcl'));
}

function diagnosticsOf(text: string) {
  return parseAgentConfig([{ filename: 'example.hcl', text }]).diagnostics;
}
