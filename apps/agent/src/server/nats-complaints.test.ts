import { expect, test } from '@jest/globals';
import { createLogger } from '@steppe/nest-kit';
import { NatsComplaints } from './nats-complaints.ts';

const AT = '[22796] 2026/11/28 19:05:36.320083';

/** What is logged of lines that are heard at these seconds, and how often a write is said to have failed. */
function heard(...lines: (readonly [atS: number, line: string])[]) {
  const told: unknown[] = [];
  let [nowMs, failures] = [0, 0];
  const complaints = new NatsComplaints({
    logger: createLogger({
      name: 'test',
      stream: { write: (line) => told.push(JSON.parse(line).msg) },
    }),
    onWriteFailed: () => (failures += 1),
    nowMs: () => nowMs,
  });
  for (const [atS, line] of lines) {
    nowMs = atS * 1_000;
    complaints.hear(line);
  }
  return { told, failures };
}

test('errors are told without their time, and nothing else', () => {
  const lines = ['[INF] Server is ready', '[WRN] slow', '[ERR] no room', '[FTL] no port'];
  expect(heard(...lines.map((line) => [0, `${AT} ${line}`] as const))).toEqual({
    told: ['no room', 'no port'],
    failures: 0,
  });
});

test('the same is told once a minute', () => {
  const line = `${AT} [ERR] no room`;
  expect(heard([0, line], [59, line], [60, line]).told).toEqual(['no room', 'no room']);
});

test('a failed write is told apart, each time', () => {
  const line = `${AT} [ERR] JetStream stream '$G > E' critical write error: no space left on device`;
  expect(heard([0, line], [1, line]).failures).toBe(2);
});
