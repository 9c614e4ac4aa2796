import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { NODE_ID, nodeRegistered, openClusterWithFiles } from '../../testing/api.ts';

let cluster: Awaited<ReturnType<typeof openClusterWithFiles>>;
beforeEach(async () => {
  cluster = await openClusterWithFiles();
});
afterEach(() => cluster.close());

const says = async (...argv: string[]) => (await cluster.run(argv)).stdout;

test('one is applied from a file, listed, shown and deleted, as recorded', async () => {
  const path = join(cluster.dir, 'pool.hcl');
  await writeFile(
    path,
    'node_pool "prod" {\n  description = "production"\n  meta { a = "b" }\n}\n',
  );
  expect(await says('node', 'pool', 'apply', path)).toBe(
    'Successfully applied node pool "prod"!\n',
  );
  expect(await says('node', 'pool', 'list')).toBe(`Name     Description
all      Node pool with all nodes in the cluster.
default  Default node pool.
prod     production
`);
  expect(await says('node', 'pool', 'info', 'prod')).toBe(`Name              = prod
Description       = production
Node Identity TTL = 24h0m0s

Metadata
a = b

Scheduler Configuration
No scheduler configuration
`);
  expect(await says('node', 'pool', 'delete', 'prod')).toBe(
    'Successfully deleted node pool "prod"!\n',
  );
});

test('the nodes and jobs of one', async () => {
  await cluster.append(subjects.client(NODE_ID), nodeRegistered());
  expect(await says('node', 'pool', 'nodes', 'default')).toMatch(
    /^ID +DC +Name +Class +Drain +Eligibility +Status\nb9a46ae1 +dc1 /,
  );
  expect(await says('node', 'pool', 'jobs', 'default')).toBe('No jobs\n');
});

test('the example can be applied', async () => {
  const path = join(cluster.dir, 'pool.nomad.hcl');
  expect(await says('node', 'pool', 'init', path)).toBe(
    `Example node pool specification written to ${path}\n`,
  );
  expect(await says('node', 'pool', 'apply', path)).toContain('"example"');
  const again = await cluster.run(['node', 'pool', 'init', path]);
  expect(again.stderr).toBe(`Cannot write "${path}": does it exist already?\n`);
});

test.each([
  [['info', 'nosuch'], 'Error retrieving node pool: No node pool with prefix "nosuch" found\n'],
  [
    ['delete', 'nosuch'],
    'Error deleting node pool: Unexpected response code: 404 (node pool nosuch not found)\n',
  ],
])('node pool %j fails', async (argv, stderr) => {
  expect(await cluster.run(['node', 'pool', ...argv])).toEqual({ code: 1, stdout: '', stderr });
});
