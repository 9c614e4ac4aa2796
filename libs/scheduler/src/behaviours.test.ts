import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const project = join(import.meta.dirname, '..');

interface Behaviour {
  readonly area: string;
  readonly behaviour: string;
  readonly file: string;
  readonly title: string;
}

function behaviours(): Behaviour[] {
  return readFileSync(join(project, 'behaviours.tsv'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map((line) => {
      const [area = '', behaviour = '', file = '', title = ''] = line.split('\t');
      return { area, behaviour, file, title: title === '' ? behaviour : title };
    });
}

test('each behaviour that is said to be tested has a test of that name', () => {
  const texts = new Map<string, string>();
  const textOf = (file: string): string => {
    const text = texts.get(file) ?? readFileSync(join(project, file), 'utf8');
    texts.set(file, text);
    return text;
  };
  const missing = behaviours().filter(({ file, title }) => !textOf(file).includes(title));
  expect(missing).toEqual([]);
});

test('no behaviour is listed twice', () => {
  const names = behaviours().map(({ area, behaviour }) => `${area}: ${behaviour}`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
