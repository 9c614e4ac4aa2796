import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import { findProgram } from '../process/find-program.ts';
import { Faults } from '../testing/faults.ts';
import { HELLO_JAR } from '../testing/hello-jar.ts';
import { logOf, newSpec } from '../testing/task-spec.ts';
import { JavaDriver } from './java-driver.ts';

// A machine without Java has nothing to run here: there the driver says so, and that is what is expected of it.
const hasJava = (await findProgram('java', process.env['PATH'] ?? '')) !== undefined;

const faults = new Faults();
let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-java-'));
});
afterAll(async () => {
  faults.expectNone();
  await rm(root, { recursive: true });
});

test.each<{ title: string; config: JsonObject }>([
  { title: 'a jar', config: { jar_path: 'local/hello.jar' } },
  { title: 'a class', config: { class: 'Hello', class_path: '/local/hello.jar' } },
])(
  '$title runs with its options, arguments and environment',
  async ({ config }) => {
    const spec = await newSpec(
      root,
      { ...config, jvm_options: ['-Xmx32m', '-Dword=hello'], args: ['a', 'b c'] },
      { env: { GREETING: 'env' }, resources: { cpuMhz: 500, memoryMb: 256 } },
    );
    await writeFile(join(spec.paths.localDir, 'hello.jar'), HELLO_JAR);
    expect(await outcomeOf(new JavaDriver({ onError: faults.add }), spec)).toEqual(
      hasJava
        ? { exitCode: 7, stdout: 'hello a,b c env\n', stderr: '' }
        : 'failed to launch java: it is not on the PATH of the agent',
    );
  },
  60_000,
);

async function outcomeOf(driver: JavaDriver, spec: Awaited<ReturnType<typeof newSpec>>) {
  if (!hasJava) return driver.start(spec, () => undefined).catch((error: Error) => error.message);
  const handle = await driver.start(spec, () => undefined);
  const { exitCode } = await driver.wait(handle, new AbortController().signal);
  await driver.destroy(handle);
  await driver.close();
  return { exitCode, stdout: await logOf(spec, 'stdout'), stderr: await logOf(spec, 'stderr') };
}
