import { describe, expect, test } from '@jest/globals';
import { formatDiagnostics, type HostFiles, parseJob, stringifyJson } from '../index.ts';

const FILES: Readonly<Record<string, string>> = {
  'a.txt': 'hello',
  'dir/b.conf': 'b',
  'dir/c.txt': 'c',
};

const files: HostFiles = {
  read: (path) => (path in FILES ? new TextEncoder().encode(FILES[path]) : undefined),
  exists: (path) => path in FILES,
  list: () => Object.keys(FILES),
  workingDirectory: '/home/u/jobs',
  homeDirectory: '/home/u',
};

function config(lines: string): string {
  return `job "c" {\n  group "g" {\n    task "t" {\n      config {\n${lines}\n      }\n    }\n  }\n}\n`;
}

describe('parseJob', () => {
  test('reads the old form of networks, with numbers in quotes', () => {
    const text =
      'job "hello" {\n  group "g" {\n    task "t" {\n      resources {\n        network {\n          mbits = 10\n          port "http" {\n            static = "5678"\n          }\n        }\n      }\n    }\n  }\n}\n';
    expect(parseJob({ text, filename: 'f' }).job).toMatchObject({
      TaskGroups: [
        {
          Tasks: [
            {
              Resources: {
                Networks: [{ MBits: 10, ReservedPorts: [{ Label: 'http', Value: 5678 }] }],
              },
            },
          ],
        },
      ],
    });
  });

  test('keeps 64-bit integers exact', () => {
    const { job } = parseJob({ text: config('a = 9223372036854775807\nb = 1e15'), filename: 'f' });
    expect(stringifyJson(job ?? null)).toContain(
      '"Config":{"a":9223372036854775807,"b":1000000000000000}',
    );
  });

  test('reads files through the host', () => {
    const text = config(
      'a = file("a.txt")\nb = fileset(".", "**/*.txt")\nc = abspath("../x")\nd = pathexpand("~/y")\ne = basename("p/q")\nf = dirname("p/q")\ng = fileexists("no")\nh = filebase64("a.txt")',
    );
    const { job } = parseJob({ text, filename: 'f', host: { files } });
    expect(job).toMatchObject({
      TaskGroups: [
        {
          Tasks: [
            {
              Config: {
                a: 'hello',
                b: ['a.txt', 'dir/c.txt'],
                c: '/home/u/x',
                d: '/home/u/y',
                e: 'q',
                f: 'p',
                g: false,
                h: 'aGVsbG8=',
              },
            },
          ],
        },
      ],
    });
  });

  test('reads job files in JSON', () => {
    const text =
      '{"variable": {"n": {"default": 2}}, "job": {"c": {"type": "batch", "group": {"g": {"count": "${var.n + 1}", "network": {"port": {"http": {"to": 80}}}, "task": [{"t": {"driver": "raw_exec", "env": {"A": "${attr.x}"}}}]}}}}}';
    const { job, diagnostics } = parseJob({ text, filename: 'f.json' });
    expect(diagnostics).toEqual([]);
    expect(job).toMatchObject({
      ID: 'c',
      Type: 'batch',
      TaskGroups: [
        {
          Count: 3,
          Networks: [{ DynamicPorts: [{ Label: 'http', To: 80 }] }],
          Tasks: [{ Name: 't', Driver: 'raw_exec', Env: { A: '${attr.x}' } }],
        },
      ],
    });
  });

  test('warns of what a group hands down without effect, and goes on', () => {
    const { job, diagnostics } = parseJob({
      text: 'job "c" {\n  group "g" {\n    vault {\n      nope = 1\n    }\n    task "t" {\n    }\n  }\n}\n',
      filename: 'f',
    });
    expect(job).toBeDefined();
    expect(
      diagnostics.map(
        ({ severity, subject }) => `${severity} ${subject?.start.line},${subject?.start.column}`,
      ),
    ).toEqual(['warning 3,5', 'warning 4,7']);
  });

  test('prints faults as a compiler does, without what follows from them', () => {
    const text = config('a = upper(["x"])\nb = uper("x")').replace(
      'group',
      'regoin = "é"\n\tgroup',
    );
    const printed = formatDiagnostics(parseJob({ text, filename: 'f.hcl' }).diagnostics, {
      'f.hcl': text,
    });
    expect(printed).toBe(`Error: Unsupported argument
  on f.hcl:2,3
    |
  2 |   regoin = "é"
    |   ^^^^^^

  There is no argument "regoin" here. Did you mean "region"?
`);
    const calls = config('a = upper(["x"])\nb = uper("x")');
    expect(
      formatDiagnostics(parseJob({ text: calls, filename: 'f.hcl' }).diagnostics, {
        'f.hcl': calls,
      }),
    ).toBe(`Error: Invalid function argument
  on f.hcl:5,11
    |
  5 | a = upper(["x"])
    |           ^

  The argument "str" of "upper" does not fit: string required, but have tuple.

Error: Call to unknown function
  on f.hcl:6,5
    |
  6 | b = uper("x")
    |     ^^^^

  There is no function "uper". Did you mean "upper"?
`);
  });
});
