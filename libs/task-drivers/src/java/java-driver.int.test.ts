import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { DEFAULT_CHROOT_ENV } from '../isolation/chroot-env.ts';
import { describeTaskDriver } from '../task-driver.contract.ts';
import { makeFakeJava } from '../testing/fake-java.ts';
import { Faults } from '../testing/faults.ts';
import { JavaDriver } from './java-driver.ts';

const faults = new Faults();
const fakeJava = await makeFakeJava();

const sh = (script: string) => () => ({ jar_path: 'a.jar', args: ['-c', script] });

const newDriver = (searchPath: string): JavaDriver =>
  new JavaDriver({
    onError: faults.add,
    searchPath,
    chrootEnv: { ...DEFAULT_CHROOT_ENV, [fakeJava]: fakeJava },
  });

afterEach(() => faults.expectNone());
afterAll(() => rm(fakeJava, { recursive: true }));

describeTaskDriver({
  name: 'java',
  create: () => newDriver(fakeJava),
  configs: {
    print: sh('echo out; echo err >&2'),
    exitWith7: sh('exit 7'),
    sleep: sh('exec sleep 600'),
    stubborn: sh("trap '' TERM; echo ready; while :; do sleep 600; done"),
    trap: sh("trap 'echo got it' USR1; echo ready; while :; do sleep 0.05; done"),
    environment: sh('printf "%s\\n" "$GREETING"'),
    failsToStart: () => ({ jar_path: 'a.jar', work_dir: '/nowhere' }),
    invalid: () => ({ jar_path: 'a.jar', jvm_option: ['-Xmx64m'] }),
  },
  startFailure: /^failed to launch command: work_dir \/nowhere is not in the task's chroot$/u,
  invalidKey: 'jvm_option',
});

async function versionOf(driver: JavaDriver): Promise<string | undefined> {
  return (await driver.fingerprint()).attributes['driver.java.version'];
}

describe('the fingerprint', () => {
  test('names the version, the runtime and the machine', async () => {
    expect((await newDriver(fakeJava).fingerprint()).attributes).toEqual({
      'driver.java': '1',
      'driver.java.version': '21.0.1',
      'driver.java.runtime': 'Fake Runtime',
      'driver.java.vm': 'Fake VM',
    });
  });

  test('asks again when another java is there', async () => {
    const dir = await makeFakeJava('1.8.0');
    const driver = newDriver(dir);
    expect(await versionOf(driver)).toBe('1.8.0');
    await makeFakeJava('11.0.1', dir);
    expect(await versionOf(driver)).toBe('11.0.1');
    await rm(dir, { recursive: true });
  });

  test('says that there is no java', async () => {
    expect(await newDriver('/nowhere').fingerprint()).toEqual({
      detected: false,
      healthy: false,
      healthDescription: 'No java is on the PATH of the agent',
      attributes: {},
    });
  });
});
