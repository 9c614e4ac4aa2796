import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesIn, readProjects, readText, ROOT } from './workspace.ts';

const projects = readProjects();
const dirOf = new Map(projects.map(({ name, dir }) => [name, dir]));

test.each(projects)('$dir says in README.md what it owns', ({ dir }) => {
  expect(existsSync(join(ROOT, dir, 'README.md'))).toBe(true);
});

test.each(projects)('$dir lists each name that it exports', ({ dir }) => {
  const face = readText(join(dir, 'src/index.ts'));
  expect(face).not.toMatch(/^export (?:\*|default)/m);
});

test.each(projects)(
  '$dir refers the compiler to what it depends on',
  ({ declared, references }) => {
    const needed = [...declared].flatMap((name) => dirOf.get(name) ?? []);
    expect(references.toSorted()).toEqual(needed.toSorted());
  },
);

/** Matches `[text](target)`, without the `#section`. */
const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;

test.each(filesIn('', ['.md']))('%s links to files that exist', (file) => {
  const dead = [...readText(file).matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(ROOT, dirname(file), target)));
  expect(dead).toEqual([]);
});
