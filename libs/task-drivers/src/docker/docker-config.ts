import { z } from 'zod';
import {
  block,
  blockList,
  durationMs,
  flag,
  integer,
  joinedMap,
  text,
  textList,
} from '../config/weak-types.ts';

const Mount = z.strictObject({
  type: z
    .enum(['bind', 'volume', 'tmpfs'], { error: 'must be "bind", "volume" or "tmpfs"' })
    .default('volume'),
  target: text.default(''),
  source: text.default(''),
  readonly: flag.default(false),
  bind_options: block(
    z.strictObject({
      propagation: z
        .enum(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave'], {
          error: 'must be (r)private, (r)shared or (r)slave',
        })
        .optional(),
    }),
  ).optional(),
  volume_options: block(
    z.strictObject({
      no_copy: flag.default(false),
      labels: joinedMap(text).default({}),
      driver_config: block(
        z.strictObject({ name: text.default(''), options: joinedMap(text).default({}) }),
      ).optional(),
    }),
  ).optional(),
  tmpfs_options: block(
    z.strictObject({ size: integer.default(0), mode: integer.default(0) }),
  ).optional(),
});
export type DockerMount = z.infer<typeof Mount>;

const Device = z.strictObject({
  host_path: text,
  container_path: text.optional(),
  cgroup_permissions: text.default('rwm'),
});

const Auth = z.strictObject({
  username: text.optional(),
  password: text.optional(),
  email: text.optional(),
  server_address: text.optional(),
});
export type DockerAuth = z.infer<typeof Auth>;

const Logging = z.strictObject({
  type: text.optional(),
  driver: text.optional(),
  config: joinedMap(text).default({}),
});

/** The `config` block of a docker task. Source of names: Nomad's docker driver. */
export const DockerConfig = z.strictObject({
  image: text.pipe(z.string().min(1, { error: 'must not be empty' })),
  command: text.optional(),
  args: textList.optional(),
  entrypoint: textList.optional(),
  work_dir: text.optional(),
  hostname: text.optional(),
  interactive: flag.optional(),
  tty: flag.optional(),
  init: flag.optional(),
  runtime: text.optional(),
  labels: joinedMap(text).optional(),
  healthchecks: block(z.strictObject({ disable: flag.default(false) })).optional(),

  auth: block(Auth).optional(),
  auth_soft_fail: flag.optional(),
  force_pull: flag.optional(),
  image_pull_timeout: durationMs.optional(),
  load: text.optional(),

  ports: textList.optional(),
  port_map: joinedMap(integer).optional(),
  network_mode: text.optional(),
  network_aliases: textList.optional(),
  ipv4_address: text.optional(),
  ipv6_address: text.optional(),
  mac_address: text.optional(),
  advertise_ipv6_address: flag.optional(),
  dns_servers: textList.optional(),
  dns_search_domains: textList.optional(),
  dns_options: textList.optional(),
  extra_hosts: textList.optional(),

  mount: blockList(Mount).optional(),
  mounts: blockList(Mount).optional(),
  volumes: textList.optional(),
  volume_driver: text.optional(),
  devices: blockList(Device).optional(),
  readonly_rootfs: flag.optional(),
  shm_size: integer.pipe(z.int().min(0)).optional(),
  storage_opt: joinedMap(text).optional(),

  cpu_hard_limit: flag.optional(),
  cpu_cfs_period: integer.pipe(z.int().min(1_000).max(1_000_000)).optional(),
  cpuset_cpus: text.optional(),
  memory_hard_limit: integer.pipe(z.int().min(0)).optional(),
  oom_score_adj: integer.pipe(z.int().min(-1000).max(1000)).optional(),
  pids_limit: integer.optional(),
  sysctl: joinedMap(text).optional(),
  ulimit: joinedMap(text).optional(),

  cap_add: textList.optional(),
  cap_drop: textList.optional(),
  group_add: textList.optional(),
  privileged: flag.optional(),
  security_opt: textList.optional(),
  cgroupns: z.enum(['host', 'private'], { error: 'must be "host" or "private"' }).optional(),
  ipc_mode: text.optional(),
  pid_mode: text.optional(),
  userns_mode: text.optional(),
  uts_mode: text.optional(),
  isolation: text.optional(),

  logging: block(Logging).optional(),
  container_exists_attempts: integer.optional(),
});
export type DockerConfig = z.infer<typeof DockerConfig>;
