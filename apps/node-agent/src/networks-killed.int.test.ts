import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NETWORK_SETTINGS, unmountBelow } from '@steppe/alloc-runner';
import { openJetStreamStore } from '@steppe/event-log';
import { type NatsServer, startNatsServer } from '@steppe/event-log/testing';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { killProcess, spawnAgent } from './testing/agent-process.ts';
import { TestBridge } from './testing/bridge.ts';
import { freePort } from './testing/free-port.ts';
import { aGroup, aJob, aPort } from './testing/jobs.ts';
import { Servers } from './testing/servers.ts';

const PLUGINS = '/usr/lib/cni';

/** Stands in for a plugin, and waits the first time that it adds something, before or after it has. */
const SLOW_PLUGIN = `#!/bin/sh
cd "$(dirname "$0")"
wait_here() { echo $$ > reached.new; mv reached.new reached; until [ -e go ]; do sleep 0.02; done; }
if [ "$CNI_COMMAND" = ADD ] && mkdir hung 2>/dev/null; then
  [ WHEN = before ] && wait_here
  ${PLUGINS}/"$(basename "$0")" || exit
  [ WHEN = after ] && wait_here
  exit 0
fi
exec ${PLUGINS}/"$(basename "$0")"
`;

/** Two processes start, one after the other, and a busy machine takes its time for each. */
const TWO_AGENTS_MS = 120_000;
const bridge = new TestBridge(205);
let nats: NatsServer;
let servers: Servers;
let dir = '';
let agent: ChildProcess;

beforeEach(async () => {
  nats = await startNatsServer();
  servers = await Servers.on(await openJetStreamStore({ servers: [nats.url] }));
  dir = await mkdtemp(join(tmpdir(), 'steppe-slow-plugin-'));
});
afterEach(async () => {
  await killProcess(agent);
  await servers.stop();
  await nats.stop();
  await unmountBelow(dir);
  await rm(dir, { recursive: true, force: true });
  await bridge.remove();
});

const startAgent = (): ChildProcess => {
  const networks = { ...bridge.settings, cniPath: [dir, ...NETWORK_SETTINGS.cniPath] };
  const more = { NETWORKS: JSON.stringify(networks) };
  return spawnAgent(
    { natsUrl: nats.url, dataDir: join(dir, 'data'), more },
    'testing/bridge-agent.ts',
  );
};

test.each([
  { plugin: 'bridge', when: 'before' },
  { plugin: 'bridge', when: 'after' },
  { plugin: 'firewall', when: 'after' },
  { plugin: 'portmap', when: 'before' },
  { plugin: 'portmap', when: 'after' },
])(
  'an agent killed $when the plugin $plugin has done its part leaves nothing for good',
  async ({ plugin, when }) => {
    const script = SLOW_PLUGIN.replaceAll('WHEN', when);
    await writeFile(join(dir, plugin), script, { mode: 0o755 });
    agent = startAgent();
    await servers.until(() => servers.projection.state.nodes.size > 0);
    [servers.nodeId = ''] = servers.projection.state.nodes.keys();
    const network = { mode: 'bridge', reservedPorts: [], dynamicPorts: [], extra: {} };
    const job = aJob({ groups: [aGroup({ networks: [network] })] });
    const allocId = await servers.run(job, { ports: [aPort(await freePort())] });
    await untilItself('the plugin is there', () => existsSync(join(dir, 'reached')));
    await killProcess(agent);

    agent = startAgent();
    await servers.untilStatus(allocId, 'running');
    await servers.stopAlloc(allocId);
    await servers.untilStatus(allocId, 'complete');
    await writeFile(join(dir, 'go'), '');
    const pid = (await readFile(join(dir, 'reached'), 'utf8')).trim();
    await untilItself('the plugin has ended', () => !existsSync(`/proc/${pid}`));
    await untilItself('the network is gone', async () => {
      const left = await bridge.traceOf(allocId);
      return left.length === 0 || left;
    });
    expect(await bridge.ports()).toBe(0);
  },
  TWO_AGENTS_MS,
);

/** Waits for what happens outside of the log. */
async function untilItself(what: string, look: () => Look | Promise<Look>): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (let seen = await look(); seen !== true; seen = await look()) {
    if (performance.now() > deadline) throw new Error(`in vain: ${what}, but ${String(seen)}`);
    await setImmediate();
  }
}

/** True, or what there is instead. */
type Look = boolean | readonly string[];
