import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu;

/** What of some allocations is on this machine, found without asking an agent. */
export interface MachineView {
  /** Pids by allocation. */
  readonly processes: ReadonlyMap<string, readonly number[]>;
  /** `allocation: name (state)` of each container, ended ones too. */
  readonly containers: readonly string[];
  readonly mounts: readonly string[];
  readonly cgroups: readonly string[];
}

export async function lookAtMachine(
  allocIds: ReadonlySet<string>,
  { dir }: { readonly dir: string },
): Promise<MachineView> {
  return {
    processes: await processesOf(allocIds),
    containers: await containersOf(allocIds),
    mounts: await mountsBelow(dir),
    cgroups: await cgroupsOf(allocIds),
  };
}

/** Allocations of which a process runs or a container is there, by the path in an argument or a variable. */
async function processesOf(allocIds: ReadonlySet<string>): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const text = `${await textOf(`/proc/${name}/environ`)} ${await textOf(`/proc/${name}/cmdline`)}`;
    for (const id of new Set(text.match(UUID) ?? [])) {
      if (allocIds.has(id)) found.set(id, [...(found.get(id) ?? []), Number(name)]);
    }
  }
  return found;
}

async function containersOf(allocIds: ReadonlySet<string>): Promise<string[]> {
  const label = 'com.hashicorp.nomad.alloc_id';
  const format = `{{.Label "${label}"}}: {{.Names}} ({{.State}})`;
  const args = ['ps', '--all', '--filter', `label=${label}`, '--format', format];
  const { stdout } = await promisify(execFile)('docker', args);
  return stdout.split('\n').filter((line) => allocIds.has(line.split(':')[0] ?? ''));
}

async function mountsBelow(dir: string): Promise<string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  return table
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point.startsWith(`${dir}/`));
}

async function cgroupsOf(allocIds: ReadonlySet<string>): Promise<string[]> {
  const root = '/sys/fs/cgroup';
  const parents = ['steppe', 'memory/steppe', 'cpu/steppe', 'cpu,cpuacct/steppe'];
  const found: string[] = [];
  for (const parent of parents) {
    for (const name of await readdir(join(root, parent)).catch(() => [])) {
      if (allocIds.has(name.match(UUID)?.[0] ?? '')) found.push(join(root, parent, name));
    }
  }
  return found;
}

/** Empty for a process that is gone. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'latin1').catch(() => '');
}
