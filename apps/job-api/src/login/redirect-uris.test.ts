import { expect, test } from '@jest/globals';
import { isAllowedRedirect } from './redirect-uris.ts';

const ALLOWED = ['http://localhost:4649/oidc/callback', 'https://ui.example/cb'];

test.each([
  ['https://ui.example/cb', true],
  ['https://ui.example/cb?x', false],
  ['https://ui.example:8443/cb', false],
  ['http://localhost:4649/oidc/callback', true],
  ['http://localhost:55001/oidc/callback', true],
  ['http://localhost:55001/other', false],
  ['http://127.0.0.1:4649/oidc/callback', false],
  ['http://localhost.evil.example/oidc/callback', false],
  ['no uri', false],
])('%s: %s', (uri, isAllowed) => {
  expect(isAllowedRedirect(uri, ALLOWED)).toBe(isAllowed);
});

test('without a list the provider decides', () => {
  expect(isAllowedRedirect('https://anywhere.example', [])).toBe(true);
});
