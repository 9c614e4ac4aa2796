import { expect, test } from '@jest/globals';
import type { Announcement } from './announcement.ts';
import { Roster } from './roster.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

const announcement = (id: string, leads = false): Announcement => ({
  id,
  region: 'global',
  datacenter: 'dc1',
  version: '2.0.5',
  steppeVersion: '0.1.0',
  rpcAddress: `${id}:4647`,
  serfPort: 4648,
  expectedServers: 3,
  leads,
  appliedSeq: 7,
  isHealthy: true,
});

/** What is known at a time, as `name status`, and who leads. */
const knownAt = (roster: Roster, nowMs: number) =>
  roster.servers(nowMs).map(({ id, status, leads }) => `${id} ${status}${leads ? ' leads' : ''}`);

test('servers are known by name, in whatever order they tell of themselves', () => {
  const roster = new Roster();
  expect(roster.hear(announcement('b', true), 0)).toBe(true);
  expect(roster.hear(announcement('a'), SECOND)).toBe(true);
  expect(roster.hear(announcement('b', true), 2 * SECOND)).toBe(false);
  expect(knownAt(roster, 2 * SECOND)).toEqual(['a alive', 'b alive leads']);
});

test.each([
  { silentForMs: 7 * SECOND, known: ['a alive leads'] },
  { silentForMs: 8 * SECOND, known: ['a failed'] },
  { silentForMs: DAY - 1, known: ['a failed'] },
  { silentForMs: DAY, known: [] },
])('one that is silent for $silentForMs ms: $known', ({ silentForMs, known }) => {
  const roster = new Roster();
  roster.hear(announcement('a', true), SECOND);
  expect(knownAt(roster, SECOND + silentForMs)).toEqual(known);
});

test('one that was silent too long and is back is stable since then', () => {
  const roster = new Roster();
  for (const atS of [0, 2, 4, 20, 22]) roster.hear(announcement('a'), atS * SECOND);
  expect(roster.servers(23 * SECOND)).toMatchObject([
    { status: 'alive', stableSinceMs: 20 * SECOND, silentForMs: SECOND },
  ]);
});

test('one that has gone is forgotten', () => {
  const roster = new Roster();
  roster.hear(announcement('a'), 0);
  roster.forget('a');
  expect(roster.servers(0)).toEqual([]);
});
