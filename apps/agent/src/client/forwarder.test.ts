import { expect, test } from '@jest/globals';
import { aboutThisNode } from './forwarder.ts';

test.each([
  { url: '/v1/metrics', passed: '/v1/metrics?node_id=n1' },
  { url: '/v1/metrics?format=prometheus', passed: '/v1/metrics?format=prometheus&node_id=n1' },
  { url: '/v1/client/stats?node_id=n2', passed: '/v1/client/stats?node_id=n2' },
  { url: '/v1/jobs?prefix=a', passed: '/v1/jobs?prefix=a' },
])('$url is passed on as $passed', ({ url, passed }) => {
  expect(aboutThisNode(url, 'n1')).toBe(passed);
});
