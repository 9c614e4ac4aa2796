import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type BusyboxImage, importBusybox } from '../testing/busybox-image.ts';
import { describeTaskDriver } from '../task-driver.contract.ts';
import { Faults } from '../testing/faults.ts';
import { DockerDriver } from './docker-driver.ts';

const faults = new Faults();

let image: BusyboxImage | undefined;

beforeAll(async () => {
  image = await importBusybox('1');
});
afterAll(() => image?.remove());

const sh = (script: string) => () => ({
  image: image?.name ?? '',
  command: 'sh',
  args: ['-c', script],
});

afterEach(() => faults.expectNone());

describeTaskDriver({
  name: 'docker',
  create: () =>
    new DockerDriver({
      onError: faults.add,
    }),
  configs: {
    print: sh('echo out; echo err >&2'),
    exitWith7: sh('exit 7'),
    sleep: sh('trap "exit 143" TERM; while :; do sleep 0.05; done'),
    stubborn: sh("trap '' TERM; echo ready; while :; do sleep 1; done"),
    trap: sh("trap 'echo got it' USR1; echo ready; while :; do sleep 0.05; done"),
    environment: sh('printf "%s\\n" "$GREETING"'),
    failsToStart: () => ({ image: image?.name ?? '', command: 'no-such-program' }),
    invalid: () => ({ image: 'busybox:1', command: 'sleep', argz: ['1'] }),
  },
  startFailure:
    /^Failed to start container [0-9a-f]{64}: Error response from daemon: .*no-such-program/u,
  invalidKey: 'argz',
});
