import { z } from 'zod';
import { Artifact, TaskIdentity, TaskTemplate, VolumeMount } from '../blocks/task-blocks.ts';
import { text } from '../blocks/values.ts';
import type { WireTask } from '../wire-task.ts';

const IDENTITY_NAME = /^[a-zA-Z0-9\-_]{1,128}$/u;
const ACTION_NAME = /^[^\s\0]{1,128}$/u;
const PROPAGATION_MODES = ['', 'private', 'host-to-task', 'bidirectional'];
/** How long a checksum is in hexadecimal, by its kind. */
const CHECKSUM_DIGITS: Readonly<Record<string, number>> = {
  md5: 32,
  sha1: 40,
  sha256: 64,
  sha512: 128,
};
const Action = z.looseObject({ Name: text, Command: text });
const Payload = z.looseObject({ File: text });

/** What is wrong with the blocks of a task that its node obeys: templates, artifacts, mounts, identities. */
export function blockFaults(task: WireTask, volumes: readonly string[]): string[] {
  return [
    ...faultsIn('Template', task.Templates, TaskTemplate, templateFault),
    ...faultsIn('Artifact', task.Artifacts, Artifact, ({ source, destination, options }) => {
      if (source === '') return 'source must be specified';
      if (leadsOut(destination)) return 'destination escapes allocation directory';
      return checksumFault(options['checksum'] ?? '');
    }),
    ...faultsIn('Volume Mount', task.VolumeMounts, VolumeMount, (mount) => {
      const { volume, destination, propagationMode } = mount;
      if (volume === '') return 'volume name is empty';
      if (destination === '') return 'destination is empty';
      if (!PROPAGATION_MODES.includes(propagationMode)) {
        return `volume mount has an invalid propagation mode: "${propagationMode}"`;
      }
      return volumes.includes(volume) ? undefined : `references undefined volume ${volume}`;
    }),
    ...faultsIn('Identity', task.Identities, TaskIdentity, identityFault),
    ...faultsIn('Identity', task.Identity ? [task.Identity] : [], TaskIdentity, identityFault),
    ...faultsIn('Action', task.Actions, Action, ({ Name, Command }) => {
      if (!ACTION_NAME.test(Name)) return `invalid name '${Name}'`;
      return Command === '' ? 'command cannot be empty' : undefined;
    }),
    ...faultsIn(
      'Dispatch Payload',
      task.DispatchPayload ? [task.DispatchPayload] : [],
      Payload,
      payloadFault,
    ),
    ...repeatedFaults(task),
  ];
}

function identityFault(identity: TaskIdentity): string | undefined {
  const { name, changeMode, changeSignal, ttlMs } = identity;
  if (!IDENTITY_NAME.test(name)) {
    return `invalid name "${name}": it must be 1 to 128 letters, digits, dashes or underscores`;
  }
  if (ttlMs < 0) return 'ttl must be >= 0';
  if (name === 'default' && ttlMs > 0) return 'ttl for default identity not yet supported';
  if (changeMode !== 'signal' || changeSignal !== '') return undefined;
  return 'must specify signal value when change mode is signal';
}

/** It is below the task's `local` directory. */
function payloadFault({ File }: z.infer<typeof Payload>): string | undefined {
  return leadsOut(`local/${File}`) ? 'destination escapes allocation directory' : undefined;
}

/** What two blocks of a task may not have in common. */
function repeatedFaults({ Templates, Actions }: WireTask): string[] {
  const destinations = (Templates ?? []).map(({ DestPath }) => DestPath);
  const names = (Actions ?? []).map(({ Name }) => Name);
  return [
    ...destinations.flatMap((path, i) => {
      const other = destinations.indexOf(path);
      if (!path || other === i) return [];
      return [`Template ${i + 1} has same destination as ${other + 1}`];
    }),
    ...names.flatMap((name, i) =>
      names.indexOf(name) === i ? [] : [`Action ${String(name)} defined multiple times`],
    ),
  ];
}

/** A reference is filled in on the node: only then it can be judged. */
function checksumFault(checksum: string): string | undefined {
  if (checksum === '' || checksum.includes('${')) return undefined;
  const [, kind = '', value = ''] = /^([^:]+):(.*)$/u.exec(checksum) ?? [];
  if (kind === '') return `checksum must be given as "type:value"; got "${checksum}"`;
  const digits = CHECKSUM_DIGITS[kind];
  if (digits === undefined) return `unsupported checksum type: ${kind}`;
  return value.length === digits && /^[0-9a-f]*$/iu.test(value)
    ? undefined
    : `invalid ${kind} checksum: ${value}`;
}

function templateFault(template: TaskTemplate): string | undefined {
  const { source, data, destination, changeMode, changeSignal, changeScript } = template;
  if (source === '' && data === '')
    return 'must specify a source path or have an embedded template';
  if (source !== '' && data !== '') {
    return 'cannot specify both a source path and have an embedded template';
  }
  if (destination === '') return 'must specify a destination for the template';
  if (leadsOut(destination)) return 'template destination escapes allocation directory';
  if (changeMode === 'signal' && changeSignal === '') {
    return 'must specify signal value when change mode is signal';
  }
  if (changeMode === 'signal' && template.isEnv) {
    return 'cannot use signals with env var templates';
  }
  if (changeMode === 'script' && (changeScript?.command ?? '') === '') {
    return 'must specify change script configuration value when change mode is script';
  }
  if (template.splayMs < 0) return 'must specify positive splay value';
  const { waitMinMs = 0, waitMaxMs = 0 } = template;
  return waitMinMs > waitMaxMs && waitMaxMs > 0 ? 'wait min is greater than max' : undefined;
}

/** A path that goes above the allocation's directory by its names, which is one above the task's. */
function leadsOut(path: string): boolean {
  let depth = 1;
  for (const part of path.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function faultsIn<T extends z.ZodType>(
  what: string,
  list: readonly object[] | null | undefined,
  schema: T,
  faultOf: (member: z.infer<T>) => string | undefined,
): string[] {
  return (list ?? []).flatMap((member, index) => {
    const parsed = schema.safeParse(member);
    const fault = parsed.success
      ? faultOf(parsed.data)
      : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    return fault === undefined ? [] : [`${what} ${index + 1} validation failed: ${fault}`];
  });
}
