import { DriverError } from '../driver-error.ts';
import { findProgram } from './find-program.ts';

/**
 * Returns the words to put before a command so that it runs in a network namespace; none when there is none to join.
 *
 * @throws DriverError `START_FAILED` when the machine lacks the tool for it.
 */
export async function joinNetwork(namespacePath: string | undefined): Promise<readonly string[]> {
  if (namespacePath === undefined || namespacePath === '') return [];
  const nsenter = await findProgram('nsenter', process.env['PATH'] ?? '');
  if (nsenter !== undefined) return [nsenter, `--net=${namespacePath}`, '--'];
  throw new DriverError(
    'START_FAILED',
    "failed to join the allocation's network: nsenter (util-linux) is not on the agent's PATH",
    { recoverable: false },
  );
}
