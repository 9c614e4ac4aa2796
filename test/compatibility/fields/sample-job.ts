import type { JobField } from '../tables/read-table.ts';

/** A job file that uses one attribute or block, and as little else as that needs. */
export function sampleJob(field: JobField): string {
  const path = field.block_path.split('.').slice(1);
  return block('job "sample"', path, { field, seen: ['job'] });
}

interface Place {
  readonly field: JobField;
  readonly seen: readonly string[];
}

/** Writes a block with what it needs, and inside it the way to the field. */
function block(head: string, path: readonly string[], { field, seen }: Place): string {
  const here = seen.join('.');
  const [next, ...rest] = path;
  const isTarget = next === undefined;
  const lines = [
    ...(NEEDED[here] ?? []).filter(
      (line) => !isTarget || field.kind === 'label' || !startsWith(line, field.name),
    ),
    isTarget ? fieldText(field) : block(headOf(next), rest, { field, seen: [...seen, next] }),
    ...filler(here, isTarget ? field.name : next),
  ];
  return `${head} {\n${lines.filter(Boolean).join('\n')}\n}`;
}

function startsWith(line: string, name: string): boolean {
  return line === name || line.startsWith(`${name} `);
}

/** A job needs a group, and a group a task. */
function filler(here: string, present: string): string[] {
  const task = 'task "t" {\ndriver = "mock_driver"\n}';
  if (here === 'job' && present !== 'group') return [`group "g" {\n${task}\n}`];
  if (here === 'job.group' && present !== 'task') return [task];
  return [];
}

/** What a block cannot be without. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'job.group.task': ['driver = "mock_driver"'],
  'job.periodic': ['crons = ["@daily"]'],
  'job.group.scaling': ['max = 3'],
  'job.group.volume': ['type = "host"', 'source = "data"'],
  'job.group.task.volume_mount': ['volume = "v"', 'destination = "/v"'],
  'job.group.task.artifact': ['source = "https://example.com/a"'],
  'job.group.task.action': ['command = "true"'],
  'job.group.task.secret': ['provider = "nomad"', 'path = "p"'],
  'job.group.task.lifecycle': ['hook = "prestart"'],
  'job.group.task.csi_plugin': ['id = "p"', 'type = "node"'],
  'job.group.task.resources.numa': ['affinity = "none"'],
  'job.group.task.template.change_script': ['command = "/bin/true"', 'fail_on_error = true'],
  'job.group.task.template.wait': ['min = "5s"', 'max = "10s"'],
  'job.multiregion.region': ['count = 1'],
  'job.ui.link': ['label = "l"', 'url = "https://example.com"'],
};

const LABELLED = new Set([
  'group',
  'task',
  'port',
  'device',
  'action',
  'secret',
  'volume',
  'region',
  'reserved_ports',
]);
const ALWAYS_LABELLED: Readonly<Record<string, string>> = {
  target: '"x"',
  envoy_gateway_bind_addresses: '"x"',
};

function headOf(name: string): string {
  const label = ALWAYS_LABELLED[name] ?? (LABELLED.has(name) ? `"${name}"` : '');
  return `${name} ${label}`.trim();
}

function fieldText(field: JobField): string {
  const { name, kind, type } = field;
  if (kind === 'label') return '';
  if (kind === 'attr') return `${name} = ${valueOf(field)}`;
  const isMap = type.startsWith('map') && !LABELLED.has(name);
  const inside = INSIDE[name] ?? (isMap ? 'a = "b"' : '');
  // Of a task it is what the paid edition scales by itself, and has a name.
  const isOfTask = name === 'scaling' && field.block_path === 'job.group.task';
  return `${isOfTask ? 'scaling "cpu"' : headOf(name)} {\n${inside}\n}`;
}

/** The least that a block of this name may hold. */
const INSIDE: Readonly<Record<string, string>> = {
  group: 'task "t" {\ndriver = "mock_driver"\n}',
  task: 'driver = "mock_driver"',
  periodic: 'crons = ["@daily"]',
  scaling: 'max = 3',
  volume: 'type = "host"\nsource = "data"',
  volume_mount: 'volume = "v"\ndestination = "/v"',
  artifact: 'source = "https://example.com/a"',
  action: 'command = "true"',
  secret: 'provider = "nomad"\npath = "p"',
  lifecycle: 'hook = "prestart"',
  csi_plugin: 'id = "p"\ntype = "node"',
  link: 'label = "l"\nurl = "https://example.com"',
  numa: 'affinity = "none"',
  header: 'a = ["b"]',
  envoy_gateway_bind_addresses: 'address = "10.0.0.1"\nport = 80',
  change_script: 'command = "/bin/true"\nfail_on_error = true',
  wait: 'min = "5s"\nmax = "10s"',
  region: 'count = 1',
};

function valueOf({ name, type, allowed_values: allowed }: JobField): string {
  const special = VALUES[name];
  if (special !== undefined) return special;
  const first = /^[a-z_]+(\|[a-z_]+)+/.exec(allowed)?.[0].split('|')[0];
  if (type === 'string') return `"${first ?? 'x'}"`;
  return BY_TYPE[type] ?? '"x"';
}

const VALUES: Readonly<Record<string, string>> = {
  cron: '"@daily"',
  hook: '"prestart"',
  percent: '50',
  cidr: '"10.0.0.0/8"',
};

const BY_TYPE: Readonly<Record<string, string>> = {
  int: '3',
  int64: '3',
  bool: 'true',
  duration: '"10s"',
  'list(string)': '["x"]',
  '[]uint16': '[3]',
  'map(string)': '{ a = "b" }',
  'map(any)': '{ a = "b" }',
};
