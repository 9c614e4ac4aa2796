import { expect, test } from '@jest/globals';
import { formatHcl } from './format-hcl.ts';

const format = (text: string): string | undefined => formatHcl({ filename: 'a.hcl', text }).text;

test.each([
  {
    title: 'levels are indented, and neighbouring equals signs stand under each other',
    given: 'job "a" {\ntype="batch"\n      datacenters  = ["dc1"]\ngroup "g" {\ncount=1\n}\n}\n',
    wanted:
      'job "a" {\n  type        = "batch"\n  datacenters = ["dc1"]\n  group "g" {\n    count = 1\n  }\n}\n',
  },
  {
    title: 'comments stay, and those after something stand under each other',
    given: '# first\na = 1 # one\nlonger = 22 // two\n\n/* b */ b = 3\n',
    wanted: '# first\na      = 1  # one\nlonger = 22 // two\n\n/* b */ b = 3\n',
  },
  {
    title: 'a blank line, or another kind of line, ends a run',
    given: 'a = 1\n\nlonger = 2\nb {}\nc = 3\n',
    wanted: 'a = 1\n\nlonger = 2\nb {}\nc = 3\n',
  },
  {
    title: 'what begins on a line and ends on another is no cell',
    given: 'a = 1\nlonger = [\n1,\n2,\n]\nm = {\nx = 1\nyy=2\n}\n',
    wanted: 'a = 1\nlonger = [\n  1,\n  2,\n]\nm = {\n  x  = 1\n  yy = 2\n}\n',
  },
  {
    title: 'operators, signs, calls and indexes',
    given: 'a=-1+b.c [0]*f (x,y...)\nd=!e&&g?1:2\nh=[for x in [1]:x if x>1]\n',
    wanted: 'a = -1 + b.c[0] * f(x, y...)\nd = !e && g ? 1 : 2\nh = [for x in [1] : x if x > 1]\n',
  },
  {
    title: 'templates keep their text',
    given: 'a = "x  ${ y }  z"\nb = "${{a=1}.a}"\n',
    wanted: 'a = "x  ${y}  z"\nb = "${ { a = 1 }.a}"\n',
  },
  {
    title: 'heredocs stay as they are',
    given: 'a {\nb = <<EOT\n  ${ x }\n    y\nEOT\nlonger = 1\n}\n',
    wanted: 'a {\n  b      = <<EOT\n  ${ x }\n    y\nEOT\n  longer = 1\n}\n',
  },
  {
    title: 'ends of lines stay what they are',
    given: 'a=1\r\n\r\nb=2',
    wanted: 'a = 1\r\n\r\nb = 2',
  },
  {
    title: 'wide characters',
    given: 'a = "日本" # x\nb = "y" # z\n',
    wanted: 'a = "日本" # x\nb = "y"  # z\n',
  },
  { title: 'nothing', given: '', wanted: '' },
])('$title, and the second time nothing changes', ({ given, wanted }) => {
  expect(format(given)).toBe(wanted);
  expect(format(wanted)).toBe(wanted);
});

test('what is no HCL has no form', () => {
  const { text, diagnostics } = formatHcl({ filename: 'a.hcl', text: 'job "a" { x = }' });
  expect(text).toBeUndefined();
  expect(diagnostics.length).toBeGreaterThan(0);
});
