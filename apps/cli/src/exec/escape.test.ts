import { expect, test } from '@jest/globals';
import { EscapeSequence } from './escape.ts';

/** What is sent of some bursts of keys, and whether they leave. */
function typed(...bursts: string[]): { sent: string; leaves: boolean } {
  const sequence = new EscapeSequence('~');
  let sent = '';
  for (const burst of bursts) {
    const { send, leaves } = sequence.take(Buffer.from(burst));
    sent += Buffer.from(send).toString('utf8');
    if (leaves) return { sent, leaves };
  }
  return { sent, leaves: false };
}

test.each([
  { bursts: ['ls\r'], sent: 'ls\r', leaves: false },
  { bursts: ['~.'], sent: '', leaves: true },
  { bursts: ['~', '.'], sent: '', leaves: true },
  { bursts: ['ls\r~.rest'], sent: 'ls\r', leaves: true },
  { bursts: ['cd ~.'], sent: 'cd ~.', leaves: false },
  { bursts: ['~~.'], sent: '~.', leaves: false },
  { bursts: ['~/bin\r'], sent: '~/bin\r', leaves: false },
  { bursts: ['~\r~.'], sent: '~\r', leaves: true },
  { bursts: ['é\n', '~.'], sent: 'é\n', leaves: true },
])('$bursts', ({ bursts, sent, leaves }) => {
  expect(typed(...bursts)).toEqual({ sent, leaves });
});
