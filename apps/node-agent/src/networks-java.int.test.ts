import { afterAll, afterEach, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryStore } from '@steppe/event-log';
import { JavaDriver } from '@steppe/task-drivers';
import { WHERE_JAR } from '@steppe/task-drivers/testing';
import { TestBridge } from './testing/bridge.ts';
import { Cluster, rethrow } from './testing/cluster.ts';
import { freePort } from './testing/free-port.ts';
import { aGroup, aJob, aPort, aTask } from './testing/jobs.ts';
import { taskMessages } from './testing/servers.ts';

const bridge = new TestBridge(207);
const newDriver = (): JavaDriver => new JavaDriver({ onError: rethrow });
const jars = await mkdtemp(join(tmpdir(), 'steppe-jars-'));
await writeFile(join(jars, 'where.jar'), WHERE_JAR);

let cluster: Cluster;

afterEach(() => cluster.stop());
afterAll(() => rm(jars, { recursive: true }));

async function startServer(port: number): Promise<string> {
  cluster = await Cluster.start(openMemoryStore(), {
    config: { networks: bridge.settings, options: { 'artifact.file_roots': jars } },
    drivers: () => [newDriver()],
  });
  const task = aTask({
    driver: 'java',
    config: { jar_path: 'local/where.jar', jvm_options: ['-Xmx32m'] },
    resources: { ...aTask({}).resources, cpuMhz: 500, memoryMb: 256 },
    extra: { Artifacts: [{ GetterSource: join(jars, 'where.jar') }] },
  });
  const network = { mode: 'bridge', reservedPorts: [], dynamicPorts: [], extra: {} };
  const job = aJob({ groups: [aGroup({ networks: [network], tasks: [task] })] });
  return cluster.run(job, { ports: [aPort(port, { to: 8080 })] });
}

/** Asks until the machine has come up and listens. */
async function textAt(port: number): Promise<string> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (response !== undefined) return response.text();
  }
}

// A machine without Java has nothing to run: there the task says so, and that is what is expected of it.
const { detected: hasJava } = await newDriver().fingerprint();

if (hasJava) {
  test("a java task has its group's address, its port leads there from the node, and nothing stays", async () => {
    const port = await freePort();
    const allocId = await startServer(port);
    const { network } = await cluster.untilStatus(allocId, 'running');
    expect(network?.address).toMatch(bridge.addresses);
    expect(await textAt(port)).toBe(network?.address);
    expect(await bridge.traceOf(allocId)).not.toEqual([]);
    await cluster.stopAlloc(allocId);
    await cluster.untilStatus(allocId, 'complete');
    await cluster.agent.close({ stopAllocs: true });
    expect(await bridge.traceOf(allocId)).toEqual([]);
    await bridge.remove();
  }, 60_000);
} else {
  test('a java task says that there is no Java', async () => {
    const row = await cluster.untilStatus(await startServer(await freePort()), 'failed');
    expect(taskMessages(row, 'main').join()).toContain('failed to launch java');
    await bridge.remove();
  });
}
