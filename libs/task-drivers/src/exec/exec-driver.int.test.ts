import { afterEach } from '@jest/globals';
import { describeTaskDriver } from '../task-driver.contract.ts';
import { Faults } from '../testing/faults.ts';
import { ExecDriver } from './exec-driver.ts';

const faults = new Faults();

const sh = (script: string) => () => ({ command: '/bin/sh', args: ['-c', script] });

afterEach(() => faults.expectNone());

describeTaskDriver({
  name: 'exec',
  create: () => new ExecDriver({ onError: faults.add }),
  configs: {
    print: sh('echo out; echo err >&2'),
    exitWith7: sh('exit 7'),
    sleep: () => ({ command: 'sleep', args: ['600'] }),
    stubborn: sh("trap '' TERM; echo ready; while :; do sleep 600; done"),
    trap: sh("trap 'echo got it' USR1; echo ready; while :; do sleep 0.05; done"),
    environment: sh('printf "%s\\n" "$GREETING"'),
    failsToStart: () => ({ command: 'no-such-program' }),
    invalid: () => ({ command: 'sleep', argz: ['1'] }),
  },
  startFailure: /^failed to launch command "no-such-program": no executable file is at that path/u,
  invalidKey: 'argz',
});
