import { chmod, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { run } from './run.ts';

const PROJECT = join(import.meta.dirname, '../../../..');
const PROGRAM = join(PROJECT, 'test/compatibility/go');
const STEPPE = join(PROJECT, 'apps/cli/bin/steppe');
const MODULE = 'github.com/hashicorp/nomad/api';

const Downloaded = z.object({ Dir: z.string() });

/**
 * Runs the Go SDK's own tests, which start a `nomad` from PATH: Steppe under that name. Ends as they end; arguments go to
 * `go test`, e.g. `-run TestJobs`.
 */
const dir = await mkdtemp(join(tmpdir(), 'steppe-sdk-suite-'));
try {
  await symlink(STEPPE, join(dir, 'nomad'));
  const suite = join(dir, 'api');
  const listed = await promisify(execFile)('go', ['list', '-m', '-json', MODULE], { cwd: PROGRAM });
  // The module cache is read-only, and a module is tested where it may write its checksums.
  await cp(Downloaded.parse(JSON.parse(listed.stdout)).Dir, suite, { recursive: true });
  await chmod(suite, 0o755);
  await chmod(join(suite, 'go.mod'), 0o644);
  await chmod(join(suite, 'go.sum'), 0o644);
  const args = [
    'test',
    '-count=1',
    '-p=1',
    '-parallel=1',
    '-timeout=60m',
    ...process.argv.slice(2),
    '.',
  ];
  const path = `${dir}:${process.env['PATH'] ?? ''}`;
  process.exitCode = await run('go', args, { cwd: suite, env: { PATH: path } });
} finally {
  await run('chmod', ['-R', 'u+w', dir], { cwd: dir });
  await rm(dir, { recursive: true, force: true });
}
