import { expect, test } from '@jest/globals';
import { hostsOf, resolvConfOf } from './resolver-files.ts';

test.each([
  {
    title: 'all that the job names',
    dns: {
      servers: ['10.0.0.1', '10.0.0.2'],
      searches: ['a.test', 'b.test'],
      options: ['ndots:2'],
    },
    expected: 'nameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch a.test b.test\noptions ndots:2\n',
  },
  {
    title: 'nothing that it does not',
    dns: { servers: ['10.0.0.1'], searches: [], options: [] },
    expected: 'nameserver 10.0.0.1\n',
  },
])('resolv.conf says $title', ({ dns, expected }) => {
  expect(resolvConfOf(dns)).toBe(expected);
});

test('hosts knows the task by its own name, and what it adds', () => {
  const network = { address: '172.26.64.2', hostname: 'web' };
  expect(hostsOf(network, ['db:10.0.0.9', 'six:fd00::1']).split('\n').slice(2)).toEqual([
    '172.26.64.2 web',
    '10.0.0.9 db',
    'fd00::1 six',
    '',
  ]);
});
