import type { z } from 'zod';
import { Artifact, TaskIdentity, TaskTemplate, VolumeMount } from '../blocks/task-blocks.ts';
import type { WireTask } from '../wire-task.ts';

/** What is wrong with the blocks of a task that its node obeys: templates, artifacts, mounts, identities. */
export function blockFaults(task: WireTask, volumes: readonly string[]): string[] {
  return [
    ...faultsIn('Template', task.Templates, TaskTemplate, templateFault),
    ...faultsIn('Artifact', task.Artifacts, Artifact, ({ source, destination }) => {
      if (source === '') return 'source must be specified';
      return leadsOut(destination) ? 'destination escapes allocation directory' : undefined;
    }),
    ...faultsIn('Volume Mount', task.VolumeMounts, VolumeMount, ({ volume, destination }) => {
      if (volume === '') return 'volume name is empty';
      if (destination === '') return 'destination is empty';
      return volumes.includes(volume) ? undefined : `references undefined volume ${volume}`;
    }),
    ...faultsIn('Identity', task.Identities, TaskIdentity, ({ changeMode, changeSignal }) =>
      changeMode === 'signal' && changeSignal === ''
        ? 'must specify signal value when change mode is signal'
        : undefined,
    ),
  ];
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
