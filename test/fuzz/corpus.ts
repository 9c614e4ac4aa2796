import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** From the sources as from what was compiled: the nearest folder above with the lockfile. */
function rootAbove(dir: string): string {
  if (readdirSync(dir).includes('package-lock.json')) return dir;
  return rootAbove(dirname(dir));
}

/** Job files, good ones and bad ones. */
export function jobFiles(): readonly string[] {
  const dir = join(rootAbove(import.meta.dirname), 'libs/hcl/cases');
  return readdirSync(dir)
    .filter((name) => name.endsWith('.hcl'))
    .toSorted()
    .map((name) => readFileSync(join(dir, name), 'utf8'));
}

/** What lists can be filtered by. */
export const FILTERS = [
  'Status == "running"',
  'ID != hello and not (Type == "service" or Type == `batch`)',
  'Name matches "^h.*o$"',
  'Datacenters contains "dc1"',
  '"dc1" in Datacenters',
  'Meta is empty or Meta is not empty',
  'Meta["a.b"] == "c" and Meta.x not contains y',
  '"/Meta/a" != 5',
  'Periodic == true',
  'Name matches "(a+)+$"',
] as const;

/** Names and IDs that mean something in the fuzzed cluster, and values that parameters take. */
export const TEXTS = [
  'hello',
  'hello-2',
  'default',
  'all',
  'web',
  'service',
  'batch',
  'docker',
  'dc1',
  '10s',
  '1h',
  '@daily',
  '*/5 * * * *',
  'true',
  '5',
  'management',
  'client',
  'JWT',
  'OIDC',
  'local',
  'namespace "default" { policy = "read" }',
  'aGVsbG8=',
  '${attr.kernel.name}',
  '00000000-0000-4000-8000-000000000000',
  'x'.repeat(300),
] as const;
