import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addNode, NODE_ID } from '../testing/cluster-life.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

const REPORT = { current: { disk: 'ssd' }, changes: { rack: null }, configured: { rack: 'r1' } };
const ANSWER = { Meta: { disk: 'ssd' }, Dynamic: { rack: null }, Static: { rack: 'r1' } };

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addNode(api);
});
afterEach(() => api.close());

const URL = '/v1/client/metadata';
const change = (payload: object, url = URL) => api.app.inject({ method: 'POST', url, payload });

test('a node is asked for its metadata', async () => {
  api.store.live.serve(`agent.${NODE_ID}.meta`, async () => REPORT);
  const answer = await api.app.inject({ method: 'GET', url: `${URL}?node_id=${NODE_ID}` });
  expect([answer.statusCode, answer.json()]).toEqual([200, ANSWER]);
});

test.each([
  { title: 'in the body', url: URL, more: { NodeID: NODE_ID } },
  { title: 'in the query', url: `${URL}?node_id=${NODE_ID}`, more: {} },
])('changes go to the node that is named $title', async ({ url, more }) => {
  const asked: unknown[] = [];
  api.store.live.serve(`agent.${NODE_ID}.meta-change`, async ({ payload }) => {
    asked.push(payload);
    return REPORT;
  });
  const answer = await change({ ...more, Meta: { rack: null, disk: 'ssd' } }, url);
  expect([answer.statusCode, answer.json()]).toEqual([200, ANSWER]);
  expect(asked).toEqual([{ changes: { rack: null, disk: 'ssd' } }]);
});

test.each([
  { body: {}, says: 'missing required Meta object' },
  { body: { Meta: { '': 'x' } }, says: 'metadata keys must not be empty' },
  {
    body: { Meta: { 'a b': 'x' } },
    says: '"a b" is invalid; metadata keys must be valid dotted hcl identifiers',
  },
])('$says', async ({ body, says }) => {
  const answer = await change({ NodeID: NODE_ID, ...body });
  expect([answer.statusCode, answer.body]).toEqual([400, says]);
});
