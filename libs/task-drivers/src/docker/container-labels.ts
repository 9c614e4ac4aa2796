import type { TaskSpec } from '../task-spec.ts';
import type { DockerConfig } from './docker-config.ts';
import type { DockerDriverOptions } from './docker-options.ts';

/** Whose a container is. The first name is Nomad's, which monitoring tools look for. */
export const ALLOC_LABEL = 'com.hashicorp.nomad.alloc_id';
export const TASK_LABEL = 'io.steppe.task_name';
export const NODE_LABEL = 'io.steppe.node_id';

export function containerLabels(
  spec: TaskSpec,
  config: DockerConfig,
  { nodeId, extraLabels = [] }: DockerDriverOptions,
): Record<string, string> {
  const extra = {
    job_name: spec.jobId,
    job_id: spec.jobId,
    task_group_name: spec.groupName,
    task_name: spec.taskName,
    namespace: spec.namespace,
    ...(nodeId === undefined ? {} : { node_id: nodeId }),
  };
  const wanted = Object.entries(extra)
    .filter(([name]) => extraLabels.some((label) => label === '*' || label === name))
    .map(([name, value]) => [`com.hashicorp.nomad.${name}`, value]);
  return {
    ...config.labels,
    ...Object.fromEntries(wanted),
    [ALLOC_LABEL]: spec.allocId,
    [TASK_LABEL]: spec.taskName,
    ...(nodeId === undefined ? {} : { [NODE_LABEL]: nodeId }),
  };
}
