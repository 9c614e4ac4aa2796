import { describe, expect, test } from '@jest/globals';
import { renderAfterChange, type TemplateSettings, waitOf } from './template-settings.ts';

const wait = { minMs: 5_000, maxMs: 240_000 };

describe('a template waits', () => {
  test.each<{ title: string; own: object; client: TemplateSettings; expected: object }>([
    { title: 'not at all by default', own: {}, client: {}, expected: { minMs: 0, maxMs: 0 } },
    { title: 'as the client says', own: {}, client: { wait }, expected: wait },
    {
      title: 'as its job says instead',
      own: { waitMinMs: 1_000, waitMaxMs: 2_000 },
      client: { wait },
      expected: { minMs: 1_000, maxMs: 2_000 },
    },
    {
      title: "as its job says, within the client's bounds",
      own: { waitMinMs: 1_000, waitMaxMs: 600_000 },
      client: { waitBounds: { minMs: 3_000, maxMs: 60_000 } },
      expected: { minMs: 3_000, maxMs: 60_000 },
    },
    {
      title: 'as the client says, whatever its bounds for jobs',
      own: {},
      client: { wait, waitBounds: { minMs: 9_000 } },
      expected: wait,
    },
  ])('$title', ({ own, client, expected }) => {
    const none = { waitMinMs: undefined, waitMaxMs: undefined };
    expect(waitOf({ ...none, ...own }, client)).toEqual(expected);
  });

  test.each([
    { title: 'until it is quiet', changesAtMs: [0, 900], dueAtMs: 1_900 },
    { title: 'no longer than its maximum', changesAtMs: [0, 900, 1_800, 2_700], dueAtMs: 3_000 },
  ])('$title', ({ changesAtMs, dueAtMs }) => {
    const range = { minMs: 1_000, maxMs: 3_000 };
    let pending: ReturnType<typeof renderAfterChange> | undefined;
    for (const nowMs of changesAtMs) pending = renderAfterChange(pending, nowMs, range);
    expect(pending?.dueAtMs).toBe(dueAtMs);
  });
});
