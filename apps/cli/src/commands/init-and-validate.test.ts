import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { withFiles } from '../testing/hello.ts';
import { steppe } from '../testing/run.ts';

test.each([
  { flags: [], warns: '' },
  { flags: ['-short'], warns: '' },
  { flags: ['-connect'], warns: '"connect" is understood and kept, but nothing acts on it yet.' },
])(
  'job init $flags writes a job that is valid, and never over another file',
  async ({ flags, warns }) => {
    await withFiles({}, async (path) => {
      const file = path('web.nomad.hcl');
      const argv = ['job', 'init', ...flags, file];
      const said = `Example job file written to ${file}\n`;
      expect(await steppe(argv)).toEqual({ code: 0, stdout: said, stderr: '' });
      const written = await readFile(file, 'utf8');
      const output = await steppe(['job', 'run', '-output', file]);
      expect(output).toMatchObject({ code: 0, stderr: expect.stringContaining(warns) });
      expect(await steppe(argv)).toMatchObject({
        code: 1,
        stderr: `Job '${file}' already exists\n`,
      });
      expect(await readFile(file, 'utf8')).toBe(written);
    });
  },
);

test('job init says where it cannot write', async () => {
  const { code, stderr } = await steppe(['init', '/nosuchdir/web.nomad.hcl']);
  expect([code, stderr]).toEqual([
    1,
    "Failed to write '/nosuchdir/web.nomad.hcl': no such file or directory\n",
  ]);
});

const FILES = {
  'server.hcl': 'data_dir = "/var/lib/steppe"\nserver {\n  enabled = true\n}\n',
  'nobody.hcl': 'data_dir = "/var/lib/steppe"\n',
  'bad.hcl': 'server {\n  enabeld = true\n}\n',
};

test.each([
  { file: 'server.hcl', code: 0, stdout: 'Configuration is valid!\n', stderr: '' },
  { file: 'nobody.hcl', code: 1, stdout: '', stderr: 'neither a server nor a client' },
  { file: 'bad.hcl', code: 1, stdout: '', stderr: 'Configuration is invalid' },
  { file: 'bad.hcl', code: 1, stdout: '', stderr: 'enabeld' },
  { file: 'none.hcl', code: 1, stdout: '', stderr: 'no such file or directory' },
])('config validate $file', async ({ file, code, stdout, stderr }) => {
  await withFiles(FILES, async (path) => {
    const ran = await steppe(['config', 'validate', path(file)]);
    expect([ran.code, ran.stdout]).toEqual([code, stdout]);
    expect(ran.stderr).toContain(stderr);
  });
});
