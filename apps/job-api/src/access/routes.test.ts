import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KnownPaths } from '../http/known-paths.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';
import { knownRequirementOf } from './route-requirements.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

test('every route says what it asks of its callers', () => {
  const routes = api.app.get(KnownPaths).routes();
  expect(routes.length).toBeGreaterThan(50);
  expect(routes.filter((route) => knownRequirementOf(route) === undefined)).toEqual([]);
});
