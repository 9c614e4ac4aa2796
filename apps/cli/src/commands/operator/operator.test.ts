import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTestCluster, type TestCluster } from '../../testing/api.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openTestCluster();
});
afterEach(() => cluster.close());

const says = async (...argv: string[]) => (await cluster.run(argv)).stdout;

test('operator api shows an answer as it is, and sends what is piped in', async () => {
  expect(await says('operator', 'api', '/v1/regions')).toBe('["global"]');
  expect(await says('operator', 'api', '-filter', 'ID == "x"', '/v1/jobs')).toBe('[]');
  const put = await cluster.run(['operator', 'api', '-verbose', '/v1/search'], {
    stdin: '{"Prefix":"default","Context":"namespaces"}',
  });
  expect(JSON.parse(put.stdout)).toMatchObject({ Matches: { namespaces: ['default'] } });
  expect(put.stderr).toContain('> POST /v1/search HTTP/1.1');
  expect(put.stderr).toContain('< HTTP/1.1 200 OK');
});

test('operator api -dryrun prints the call of curl', async () => {
  const argv = ['operator', 'api', '-dryrun', '-X', 'put', '-H', 'A: b', '-token', 's', '/v1/jobs'];
  const { stdout } = await cluster.run([...argv, '-filter', 'ID==x'], { stdin: '{}' });
  expect(stdout).toMatch(
    /^curl \\\n {2}-X PUT \\\n {2}-H 'X-Nomad-Token: s' \\\n {2}-H 'A: b' \\\n {2}--data-binary @- \\\n {2}'http:\S+\/v1\/jobs\?filter=ID%3D%3Dx'\n$/,
  );
});

test('operator metrics are JSON, or text for Prometheus', async () => {
  expect(JSON.parse(await says('operator', 'metrics'))).toHaveProperty('Gauges');
  expect(await says('operator', 'metrics', '-pretty')).toMatch(/^\{\n {4}"/);
  expect(await says('operator', 'metrics', '-format', 'prometheus')).toContain(
    '# TYPE nomad_nomad_heartbeat_active gauge',
  );
  const refused = await cluster.run(['operator', 'metrics', '-format', 'xml']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('no format "xml"')]);
});

test('operator raft list-peers lists the server', async () => {
  expect(await says('operator', 'raft', 'list-peers')).toMatch(
    /^Node +ID +Address +State +Voter +RaftProtocol\n\S+ +\S+ +\S+:4647 +leader +true +3\n$/,
  );
});

test('agent-info lists counters by group', async () => {
  expect(await says('agent-info')).toMatch(
    /^log\n {2}applied_seq = \d+\n {2}last_seq = \d+\nnomad\n/,
  );
  expect(await says('agent-info', '-t', '{{.stats.nomad.leader}}')).toBe('true\n');
});

test('ui says that there is none', async () => {
  expect(await says('ui', '-show-url')).toMatch(/^URL of the API: http:\/\/127\.0\.0\.1:\d+\n$/);
  const refused = await cluster.run(['ui']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('no web UI')]);
});

test('-ui says that there is none, after what the command shows', async () => {
  const { code, stdout, stderr } = await cluster.run(['job', 'status', '-ui']);
  expect([code, stdout]).toEqual([0, 'No running jobs\n']);
  expect(stderr).toMatch(/^\n==> There is no web UI to open: the API is at http:\S+\/v1\/\n$/);
});
