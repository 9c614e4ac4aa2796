import { expect, test } from '@jest/globals';
import { checkConfiguration } from './check-configuration.ts';

test("every setting of Nomad's agents is read in HCL and JSON, and acted on or warned of", () => {
  const findings = checkConfiguration();
  expect(findings.length).toBeGreaterThan(400);
  expect(findings.filter(({ status }) => status === 'missing')).toEqual([]);
});
