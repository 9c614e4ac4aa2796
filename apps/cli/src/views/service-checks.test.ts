import { expect, test } from '@jest/globals';
import type { WireCheckResult } from '@steppe/api-contract';
import { serviceChecks } from './service-checks.ts';

const bold = (text: string): string => text;
const result: WireCheckResult = {
  ID: 'a5a4bbbf',
  Mode: 'healthiness',
  Status: 'success',
  Output: '',
  Timestamp: 0,
  Group: 'dock.g[0]',
  Service: 'dock',
  Check: 'alive',
};

test('checks are shown by service, those of a group as such', () => {
  const ofTask: WireCheckResult = { ...result, Service: 'api', Task: 'server', Status: 'failure' };
  expect(serviceChecks([result, ofTask], { bold })).toBe(`Nomad Service Checks:
Service  Task     Name   Mode         Status
api      server   alive  healthiness  failure
dock     (group)  alive  healthiness  success`);
});

test('an allocation without checks shows none', () => {
  expect(serviceChecks([], { bold })).toBe('');
});
