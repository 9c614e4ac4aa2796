import { constants } from 'node:os';
import { DriverError } from './driver-error.ts';

/**
 * Checks the name of a signal, such as `SIGHUP`; `HUP` and lower case are understood as well.
 *
 * @throws DriverError `SIGNAL_UNKNOWN`.
 */
export function signalByName(name: string): NodeJS.Signals {
  const upper = name.toUpperCase();
  const full = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  if (isSignal(full)) return full;
  throw new DriverError('SIGNAL_UNKNOWN', `unknown signal "${name}"`, { recoverable: false });
}

function isSignal(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name);
}
