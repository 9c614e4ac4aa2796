import { expect, test } from '@jest/globals';
import { ApiError, ConnectionError } from '@steppe/client';
import { keepLock } from './keep-lock.ts';

/** A lock whose renewals go as is said, the last one again and again. */
function lockOf(outcomes: readonly (Error | undefined)[], onEnd: () => void) {
  let renewals = 0;
  return {
    ttlMs: 3,
    release: () => Promise.resolve(),
    renew: () => {
      const outcome = outcomes[renewals++];
      if (renewals > outcomes.length) onEnd();
      return outcome ? Promise.reject(outcome) : Promise.resolve();
    },
  };
}

const gone = new ApiError(409, 'attempting to modify locked variable');
const down = new ConnectionError('http://a', 'refused');

test.each([
  { title: 'all is well', outcomes: [undefined, undefined], lost: undefined },
  { title: 'failures that end', outcomes: [down, down, undefined, down, down], lost: undefined },
  { title: 'too many failures', outcomes: [down, down, down], lost: down.message },
  { title: 'another has it', outcomes: [undefined, gone], lost: gone.message },
])('$title', async ({ outcomes, lost }) => {
  const ending = new AbortController();
  const lock = lockOf(outcomes, () => ending.abort());
  expect(await keepLock(lock, { retriesMax: 2, signal: ending.signal })).toBe(lost);
});
