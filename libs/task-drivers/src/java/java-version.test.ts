import { expect, test } from '@jest/globals';
import { parseJavaVersion } from './java-version.ts';

const RUNTIME = 'OpenJDK Runtime Environment (build 17.0.15+6-Debian-1deb12u1)';
const VM = 'OpenJDK 64-Bit Server VM (build 17.0.15+6-Debian-1deb12u1, mixed mode, sharing)';

test.each([
  {
    title: 'OpenJDK 17',
    text: `openjdk version "17.0.15" 2025-04-15\n${RUNTIME}\n${VM}\n`,
    expected: { version: '17.0.15', runtime: RUNTIME, vm: VM },
  },
  {
    title: 'Java 8 after a line on its options',
    text: `Picked up JAVA_TOOL_OPTIONS: -Xmx1g\njava version "1.8.0_292"\n${RUNTIME}\n${VM}`,
    expected: { version: '1.8.0_292', runtime: RUNTIME, vm: VM },
  },
  { title: 'another program', text: 'usage: java', expected: undefined },
])('$title', ({ text, expected }) => {
  expect(parseJavaVersion(text)).toEqual(expected);
});
