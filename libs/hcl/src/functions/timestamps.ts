import { parseDuration } from '../decode/duration.ts';
import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { stringOf } from '../values/value.ts';
import { addNanoseconds, formatRfc3339, parseTimestamp } from './calendar.ts';
import { formatDate } from './date-format.ts';
import { define, text } from './define.ts';

export const timestampFunctions: Readonly<Record<string, HclFunction>> = {
  formatdate: define([text('format'), text('time')], (args) =>
    stringOf(formatDate(args.text(0), timestampOf(args.text(1), 1))),
  ),
  timeadd: define([text('timestamp'), text('duration')], (args) => {
    const duration = parseDuration(args.text(1));
    if (typeof duration === 'string') throw new FunctionFault(duration, 1);
    return stringOf(
      formatRfc3339(addNanoseconds(timestampOf(args.text(0), 0), BigInt(duration.toFixed()))),
    );
  }),
};

function timestampOf(written: string, argument: number) {
  const timestamp = parseTimestamp(written);
  if (timestamp === undefined) {
    throw new FunctionFault(
      `${JSON.stringify(written)} is no time like 2006-01-02T15:04:05Z`,
      argument,
    );
  }
  return timestamp;
}
