import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OPERATIONS } from '@steppe/api-contract';
import { PAID_PATHS } from '../http/paid.controller.ts';
import { UI_PATHS } from '../http/ui.controller.ts';
import { KnownPaths } from '../http/known-paths.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

test('every route is described, and nothing else', () => {
  const undocumented = [
    '/v1/client/fs/logs',
    '/v1/operator/utilization',
    ...UI_PATHS,
    ...PAID_PATHS.map((path) => `/v1/${path}`),
  ];
  const served = api.app.get(KnownPaths).list();
  const described = new Set(OPERATIONS.map(({ path }) => path));
  expect(served.filter((path) => !undocumented.includes(path))).toEqual([...described].toSorted());
});

test('the document is whole: each reference leads somewhere, each operation has a name of its own', async () => {
  const answer = await api.app.inject({ method: 'GET', url: '/v1/openapi.json' });
  const document = answer.json();
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Steppe' } });
  const references = [...answer.body.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
  const missing = references.filter(([, name]) => !(String(name) in document.components.schemas));
  expect(references.length).toBeGreaterThan(50);
  expect(missing).toEqual([]);
  const ids = [...answer.body.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(OPERATIONS.length);
});
