import { expect, test } from '@jest/globals';
import { BrokerRun } from '../testing/broker-run.ts';
import { blocked, registered } from '../testing/entries.ts';
import { evaluationIntents } from './evaluation-intents.ts';
import { Outbox } from './outbox.ts';

test('what is to be cancelled is not woken too, whichever was wanted first', () => {
  const { state } = new BrokerRun().entry(
    registered('web', 'e1'),
    blocked('web', 'b1', { snapshotSeq: 1 }),
  );
  const row = state.evals.get('b1');
  if (!row) throw new Error('b1 is not blocked');
  const outbox = new Outbox(() => undefined);
  const intents = evaluationIntents(outbox);
  intents.unblock(row);
  intents.cancel(row, 'superfluous');
  intents.unblock(row);
  const events = outbox.flush(state).flatMap((append) => append.events);
  expect(events).toMatchObject([{ type: 'EvaluationCancelled', evalId: 'b1' }]);
});
