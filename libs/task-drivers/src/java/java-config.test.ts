import { expect, test } from '@jest/globals';
import { javaArgs, javaConfigFaults } from './java-config.ts';

test.each([
  { title: 'a jar', config: { jar_path: 'a.jar' }, args: ['-jar', 'a.jar'] },
  {
    title: 'a class with its path',
    config: { class: 'com.example.Main', class_path: '/local/*', args: ['-x'] },
    args: ['-cp', '/local/*', 'com.example.Main', '-x'],
  },
  {
    title: 'a jar with options for the machine and arguments for the program',
    config: { jar_path: 'a.jar', class: 'Ignored', jvm_options: ['-Xmx64m', '-ea'], args: ['1'] },
    args: ['-Xmx64m', '-ea', '-jar', 'a.jar', '1'],
  },
])('the arguments of $title', ({ config, args }) => {
  expect(javaConfigFaults(config)).toEqual([]);
  expect(javaArgs(config)).toEqual(args);
});

test('a task with neither jar nor class is told so', () => {
  expect(javaConfigFaults({ args: ['1'] })).toEqual([
    { key: 'jar_path', message: '"jar_path" or "class" must be specified' },
  ]);
});
