import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NetworkSettings } from '@steppe/alloc-runner';

const run = promisify(execFile);

/** A bridge of a test's own, so that tests beside each other on one machine do not meet. */
export class TestBridge {
  readonly settings: Partial<NetworkSettings>;
  readonly #name: string;
  readonly #subnet: string;

  /** @param third of the bridge's addresses, 0 to 255: another one for each file of tests. */
  constructor(third: number) {
    this.#name = `st-test-${third}`;
    this.#subnet = `172.27.${third}.0/24`;
    this.settings = { bridgeName: this.#name, bridgeSubnet: this.#subnet };
  }

  /** Where the first allocations are, as a pattern. */
  get addresses(): RegExp {
    return new RegExp(`^${this.#subnet.replace('.0/24', '').replaceAll('.', '\\.')}\\.\\d+$`, 'u');
  }

  /** What an allocation has left on this machine. */
  async traceOf(allocId: string): Promise<readonly string[]> {
    const namespaces = await readdir('/run/netns').catch(() => []);
    const rules = [...(await rulesOf('nat')), ...(await rulesOf('filter'))];
    const mounts = await readFile('/proc/self/mountinfo', 'utf8');
    return [
      ...namespaces.filter((name) => name === allocId).map((name) => `namespace ${name}`),
      ...rules.filter((rule) => rule.includes(allocId)),
      ...mounts.split('\n').filter((line) => line.includes(allocId)),
      ...(await leasesOf(allocId)),
    ];
  }

  /** How many ends of allocations' cables are plugged into the bridge. */
  async ports(): Promise<number> {
    return (await readdir(`/sys/class/net/${this.#name}/brif`)).length;
  }

  /** Agents leave the bridge and its rule for the next allocation; a test takes them away. */
  async remove(): Promise<void> {
    const rule = ['-d', this.#subnet, '-o', this.#name, '-j', 'ACCEPT'];
    await run('iptables', ['--wait', '--delete', 'NOMAD-ADMIN', ...rule]);
    await run('ip', ['link', 'delete', this.#name]);
  }
}

async function rulesOf(table: string): Promise<readonly string[]> {
  const { stdout } = await run('iptables', ['--wait', '--table', table, '--list-rules']);
  return stdout.split('\n');
}

/** The addresses that the plugins keep for an allocation. */
async function leasesOf(allocId: string): Promise<readonly string[]> {
  const dir = '/run/cni/nomad';
  const files = (await readdir(dir)).filter((name) => /^[\d.]+$/u.test(name));
  const owned = files.map(async (name) =>
    (await readFile(join(dir, name), 'utf8').catch(() => '')).includes(allocId) ? [name] : [],
  );
  return (await Promise.all(owned)).flat().map((address) => `lease of ${address}`);
}
