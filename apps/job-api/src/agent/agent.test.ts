import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const ask = async (request: string, payload = '') => {
  const [, method, url = ''] = /^(GET|POST|PUT|DELETE) (\S+)/.exec(request) ?? [];
  const isGet = method === 'GET';
  return isGet
    ? api.app.inject({ method: 'GET', url })
    : api.app.inject({ method: method === 'DELETE' ? 'DELETE' : 'POST', url, payload });
};

describe('what makes no sense here says what to do instead', () => {
  test.each([
    ['PUT /v1/agent/join', 400, 'missing address to join'],
    ['PUT /v1/agent/join?address=10.0.0.9:4648', 200, 'server_join.retry_join'],
    ['PUT /v1/agent/join?address=127.0.0.1:4647', 200, '"num_joined":1'],
    ['PUT /v1/agent/force-leave', 400, 'missing node to force leave'],
    ['PUT /v1/agent/force-leave?node=server9', 200, ''],
    ['PUT /v1/agent/servers?address=10.0.0.9', 501, 'client.servers'],
    ['PUT /v1/agent/reload', 501, 'no configuration to reload'],
    ['GET /v1/agent/keyring/list', 501, 'do not gossip'],
    ['PUT /v1/agent/keyring/use', 400, 'Request body is empty'],
    ['GET /v1/agent/monitor/export', 400, 'Either -service-name or -on-disk must be set'],
    ['GET /v1/agent/pprof/profile', 501, '--cpu-prof'],
    ['GET /debug/pprof/heap', 501, '--cpu-prof'],
    ['PUT /v1/acl/identity/client-introduction-token', 400, 'Request body is empty'],
    ['GET /v1/client/allocation/a/snapshot', 501, '/v1/client/fs'],
    ['DELETE /v1/operator/raft/peer', 400, "Must specify the peer's ID to remove"],
    ['DELETE /v1/operator/raft/peer?id=nope', 400, 'id "nope" was not found'],
    ['DELETE /v1/operator/raft/peer?id=server1', 501, 'stop its agent'],
    ['PUT /v1/operator/raft/transfer-leadership', 400, 'must specify id or address'],
    ['PUT /v1/operator/raft/transfer-leadership?id=server1', 200, '"Noop":true'],
    ['PUT /v1/operator/autopilot/configuration', 400, 'Request body is empty'],
    ['GET /v1/agent/self', 200, '"UI":{"Enabled":false,"ShowCLIHints":false}'],
    ['GET /ui/jobs', 404, 'Steppe has no web UI'],
    ['GET /v1/acl/token/self', 200, 'acls-disabled'],
    ['GET /v1/acl/policy/self', 403, 'Permission denied'],
  ])('%s: %i, %s', async (request, status, text) => {
    const answer = await ask(request);
    expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(text)]);
  });
});

test('a browser is led to the page that says that there are none', async () => {
  const answer = await ask('GET /');
  expect([answer.statusCode, answer.headers.location]).toEqual([307, '/ui/']);
  expect((await ask('GET /ui/')).headers['content-type']).toContain('text/html');
});

test('the machine is described without what its environment keeps secret', async () => {
  process.env['A_SECRET'] = 'hunter2';
  const answer = await ask('GET /v1/agent/host');
  delete process.env['A_SECRET'];
  const { Environment, Disk } = answer.json();
  expect([Environment['A_SECRET'], Environment['PATH']]).toEqual([
    '<redacted>',
    process.env['PATH'],
  ]);
  expect(Disk['/'].DiskMB).toBeGreaterThan(0);
});
