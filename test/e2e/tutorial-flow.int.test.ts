import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { ROOT } from './harness/processes.ts';

const SCRIPT = join(ROOT, 'test/compatibility/tutorial/flow.sh');
const DURATION_MAX_MS = 400_000;

test(
  "the flow of Nomad's tutorials: ACL, namespaces, variables, canaries, batch work, a drain",
  async () => {
    const { stdout } = await promisify(execFile)(SCRIPT, [], { timeout: DURATION_MAX_MS });
    expect(stdout).toContain('the tutorial flow is done');
  },
  DURATION_MAX_MS,
);
