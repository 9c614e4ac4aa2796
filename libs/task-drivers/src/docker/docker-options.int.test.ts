import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import type { JsonObject } from '../json.ts';
import type { TaskSpec } from '../task-spec.ts';
import { DockerStage } from '../testing/docker-stage.ts';
import { logOf } from '../testing/task-spec.ts';
import { containerName } from './container-options.ts';
import type { DockerDriverOptions } from './docker-options.ts';

const NEVER = new AbortController().signal;
const MIB = 1024 * 1024;
const run = promisify(execFile);
const docker = new Docker();
/** A network and a volume of the tests' own. */
const OWN = `steppe-test-${randomUUID()}`;
let stage: DockerStage;

beforeAll(async () => {
  stage = await DockerStage.open();
  await docker.createVolume({ Name: OWN });
  await docker.createNetwork({
    Name: OWN,
    IPAM: { Driver: 'default', Config: [{ Subnet: '172.27.209.0/24' }] },
  });
});
afterAll(async () => {
  await docker.getNetwork(OWN).remove();
  await docker.getVolume(OWN).remove();
  await stage.close();
});
beforeEach(() => stage.begin());
afterEach(() => stage.end());

interface Asked {
  readonly config: JsonObject;
  readonly spec?: Partial<TaskSpec>;
  readonly options?: Partial<DockerDriverOptions>;
}

/** Runs a container to its end. */
async function outcomeOf({ config, spec: overrides = {}, options = {} }: Asked) {
  const driver = stage.newDriver(options);
  const spec = await stage.newSpec(config, overrides);
  await writeFile(join(spec.paths.localDir, 'file'), 'from the host\n');
  const handle = await driver.start(spec, () => undefined);
  stage.started.push({ driver, handle });
  await driver.wait(handle, NEVER);
  const said = (await logOf(spec, 'stdout')).trim().replaceAll('\r', '');
  return { said, info: await docker.getContainer(containerName(spec)).inspect() };
}

/** The first of these files that the machine's version of control groups has. */
const firstOf = (...files: readonly string[]): string =>
  `for f in ${files.join(' ')}; do [ -e /sys/fs/cgroup/$f ] && cat /sys/fs/cgroup/$f && break; done`;

interface Row extends Omit<Asked, 'config'> {
  readonly title: string;
  readonly more: JsonObject;
  readonly script: string;
  /** A text, or what one matches. */
  readonly says: unknown;
}

test.each<Row>([
  { title: 'work_dir', more: { work_dir: '/bin' }, script: 'pwd', says: '/bin' },
  { title: 'hostname', more: { hostname: 'web1' }, script: 'hostname', says: 'web1' },
  {
    title: 'extra_hosts',
    more: { extra_hosts: ['db:10.0.0.9'] },
    script: 'grep db /etc/hosts',
    says: expect.stringMatching(/^10\.0\.0\.9\s+db$/u),
  },
  {
    title: 'dns_servers, dns_search_domains and dns_options',
    more: { dns_servers: ['10.0.0.53'], dns_search_domains: ['x.test'], dns_options: ['ndots:2'] },
    script: 'grep -v "^#" /etc/resolv.conf | grep . | sort',
    says: 'nameserver 10.0.0.53\noptions ndots:2\nsearch x.test',
  },
  {
    title: 'a mount of type bind, read-only',
    more: { mount: [{ type: 'bind', source: 'local', target: '/conf', readonly: true }] },
    script: 'cat /conf/file; touch /conf/new 2>&1',
    says: expect.stringMatching(/^from the host\ntouch: .*Read-only file system$/u),
  },
  {
    title: 'a mount of type tmpfs',
    more: {
      mount: [{ type: 'tmpfs', target: '/mem', tmpfs_options: [{ size: MIB, mode: 0o700 }] }],
    },
    script: 'grep " /mem " /proc/mounts; stat -c %a /mem',
    says: expect.stringMatching(/^tmpfs \/mem tmpfs .*size=1024k.*\n700$/u),
  },
  {
    title: 'a mount of type volume',
    more: { mount: [{ type: 'volume', source: OWN, target: '/vol' }] },
    script: 'echo kept > /vol/file; cat /vol/file',
    says: 'kept',
  },
  {
    title: 'volumes',
    more: { volumes: ['local/file:/etc/file:ro'] },
    script: 'cat /etc/file',
    says: 'from the host',
  },
  {
    title: 'cap_drop',
    more: { cap_drop: ['all'] },
    script: 'grep CapEff /proc/self/status | cut -f 2',
    says: '0000000000000000',
  },
  {
    title: 'cap_add, where it is allowed',
    more: { cap_add: ['net_admin'] },
    options: { allowCaps: ['chown', 'net_admin'] },
    script: 'grep CapEff /proc/self/status | cut -f 2',
    says: '0000000000001001',
  },
  {
    title: 'devices',
    more: { devices: [{ host_path: '/dev/zero', container_path: '/dev/mine' }] },
    script: 'head -c 3 /dev/mine | wc -c',
    says: '3',
  },
  {
    title: 'ulimit',
    more: { ulimit: [{ nofile: '1000:2000', nproc: '500' }] },
    script: 'ulimit -Sn; ulimit -Hn; ulimit -u',
    says: '1000\n2000\n500',
  },
  {
    title: 'sysctl',
    more: { sysctl: [{ 'net.core.somaxconn': '777' }] },
    script: 'cat /proc/sys/net/core/somaxconn',
    says: '777',
  },
  {
    title: 'shm_size',
    more: { shm_size: 8 * MIB },
    script: 'df -k /dev/shm | tail -1',
    says: expect.stringMatching(/^shm\s+8192 /u),
  },
  {
    title: 'readonly_rootfs',
    more: { readonly_rootfs: true },
    script: 'touch /x 2>&1; echo writable > /local/x && cat /local/x',
    says: expect.stringMatching(/Read-only file system\nwritable$/u),
  },
  { title: 'init', more: { init: true }, script: 'cat /proc/1/comm', says: 'docker-init' },
  {
    title: 'pids_limit',
    more: { pids_limit: 33 },
    script: firstOf('pids/pids.max', 'pids.max'),
    says: '33',
  },
  {
    title: 'cpu_hard_limit',
    more: { cpu_hard_limit: true, cpu_cfs_period: 50_000 },
    spec: { resources: { cpuMhz: 500, memoryMb: 64 } },
    options: { cpuMhzPerCore: 2_000 },
    script: firstOf('cpu/cpu.cfs_quota_us', 'cpu.max'),
    says: expect.stringMatching(/^12500( 50000)?$/u),
  },
  {
    title: 'memory_max',
    more: {},
    spec: { resources: { cpuMhz: 100, memoryMb: 32, memoryMaxMb: 64 } },
    script: `${firstOf('memory/memory.limit_in_bytes', 'memory.max')}; ${firstOf('memory/memory.soft_limit_in_bytes', 'memory.low')}`,
    says: `${64 * MIB}\n${32 * MIB}`,
  },
  {
    title: 'oom_score_adj',
    more: { oom_score_adj: 321 },
    script: 'cat /proc/self/oom_score_adj',
    says: '321',
  },
  {
    title: 'group_add',
    more: { group_add: ['4242'] },
    script: 'id -G',
    says: expect.stringMatching(/\b4242\b/u),
  },
  {
    title: 'security_opt',
    more: { security_opt: ['no-new-privileges'] },
    script: 'grep NoNewPrivs /proc/self/status | cut -f 2',
    says: '1',
  },
  {
    title: 'pid_mode, where it is allowed',
    more: { pid_mode: 'host' },
    options: { allowedModes: { pid: ['host'] } },
    script: `[ -d /proc/${process.pid} ] && echo seen`,
    says: 'seen',
  },
  {
    title: 'uts_mode, where it is allowed',
    more: { uts_mode: 'host' },
    options: { allowedModes: { uts: ['host'] } },
    script: 'hostname',
    says: hostname(),
  },
  {
    title: 'network_mode none',
    more: { network_mode: 'none' },
    script: 'ls /sys/class/net',
    says: 'lo',
  },
  {
    title: 'network_mode with a network of its own, its address and its aliases',
    more: { network_mode: OWN, ipv4_address: '172.27.209.77', network_aliases: ['mine'] },
    script: 'ip -4 -o addr show eth0; nslookup mine | grep -A 1 Name',
    says: expect.stringMatching(/inet 172\.27\.209\.77\/24 [^]*172\.27\.209\.77$/u),
  },
  {
    title: 'mac_address',
    more: { mac_address: '02:42:ac:11:00:77' },
    script: 'cat /sys/class/net/eth0/address',
    says: '02:42:ac:11:00:77',
  },
  { title: 'tty', more: { tty: true }, script: '[ -t 1 ] && echo terminal', says: 'terminal' },
])('$title', async ({ more, script, says, ...asked }) => {
  const { said } = await outcomeOf({ config: stage.sh(script, more), ...asked });
  expect(said).toEqual(says);
});

test('entrypoint takes the place of the image’s, and the command is its arguments', async () => {
  const config = { entrypoint: ['echo', 'from'], command: 'a', args: ['b c'] };
  const { said } = await outcomeOf({ config: { image: stage.image.name, ...config } });
  expect(said).toBe('from a b c');
});

test.each<{
  title: string;
  more: JsonObject;
  options?: Partial<DockerDriverOptions>;
  expected: object;
}>([
  {
    title: 'healthchecks are off when the task says so',
    more: { healthchecks: [{ disable: true }] },
    expected: { Config: { Healthcheck: { Test: ['NONE'] } } },
  },
  {
    title: 'logging is that of the task',
    more: { logging: [{ type: 'json-file', config: [{ 'max-size': '3m' }] }] },
    expected: { HostConfig: { LogConfig: { Type: 'json-file', Config: { 'max-size': '3m' } } } },
  },
  {
    title: 'logging is that of the operator',
    more: {},
    options: { logging: { type: 'local', config: { 'max-file': '3' } } },
    expected: { HostConfig: { LogConfig: { Type: 'local', Config: { 'max-file': '3' } } } },
  },
  {
    title: 'runtime, ipc_mode and userns_mode, where they are allowed',
    more: { runtime: 'runc', ipc_mode: 'host', userns_mode: 'host' },
    options: { allowedModes: { ipc: ['host'], userns: ['host'] } },
    expected: { HostConfig: { Runtime: 'runc', IpcMode: 'host', UsernsMode: 'host' } },
  },
])('$title', async ({ more, options = {}, expected }) => {
  const { info } = await outcomeOf({ config: stage.sh('true', more), options });
  expect(info).toMatchObject(expected);
});

test('load takes an image out of an archive', async () => {
  const name = `${OWN}:loaded`;
  const driver = stage.newDriver();
  const config = { image: name, load: 'image.tar', command: 'echo', args: ['loaded'] };
  const spec = await stage.newSpec(config);
  await run('docker', ['tag', stage.image.name, name]);
  await run('docker', ['save', '--output', join(spec.paths.localDir, 'image.tar'), name]);
  await run('docker', ['rmi', name]);
  try {
    const handle = await driver.start(spec, () => undefined);
    stage.started.push({ driver, handle });
    await driver.wait(handle, NEVER);
    expect(await logOf(spec, 'stdout')).toBe('loaded\n');
  } finally {
    await stage.end();
    await run('docker', ['rmi', '--force', name]);
  }
});
