import type { Timer } from '../timer.ts';
import type { RegistryAuthOptions } from './registry-auth.ts';

export type NamespaceKind = 'ipc' | 'pid' | 'userns' | 'uts';

/** What the operator of a node sets; names follow the docker plugin's block of the agent's configuration. */
export interface DockerDriverOptions {
  /** Such as `unix:///run/docker.sock` or `tcp://10.0.0.1:2375`. @default DOCKER_HOST, else Docker's usual socket */
  readonly endpoint?: string | undefined;
  /** Files that make a connection over TLS. */
  readonly tls?:
    | {
        readonly ca?: string | undefined;
        readonly cert?: string | undefined;
        readonly key?: string | undefined;
      }
    | undefined;
  /** Name of this node on the containers' labels; without it containers that nobody owns aren't removed. */
  readonly nodeId?: string | undefined;
  /** @default false */
  readonly allowPrivileged?: boolean | undefined;
  /** `ALL` permits every capability. @default those of capabilities.ts */
  readonly allowCaps?: readonly string[] | undefined;
  /** Namespace modes that a task may ask for, such as `host`, by their kind. @default none */
  readonly allowedModes?:
    | Readonly<Partial<Record<NamespaceKind, readonly string[] | undefined>>>
    | undefined;
  /** Where credentials for registries are, of tasks that bring none. */
  readonly auth?: RegistryAuthOptions | undefined;
  /** @default ['runc', 'nvidia'] */
  readonly allowRuntimes?: readonly string[] | undefined;
  /** Whether tasks may mount host paths outside of their allocation. @default false */
  readonly volumesEnabled?: boolean | undefined;
  /** `z` or `Z`, put on each bind. @default none */
  readonly selinuxLabel?: string | undefined;
  /** How readily the kernel kills a container for want of memory. @default 0 */
  readonly oomScoreAdj?: number | undefined;
  /** How often a container is created whose name is taken. @default 5 */
  readonly containerExistsAttempts?: number | undefined;
  /** Names such as `job_name`, put on containers as `com.hashicorp.nomad.job_name`; `*` is all. @default [] */
  readonly extraLabels?: readonly string[] | undefined;
  /** @default 300000 */
  readonly imagePullTimeoutMs?: number | undefined;
  /** Gives up a download that stands still for so long. @default 120000 */
  readonly pullActivityTimeoutMs?: number | undefined;
  /** What holds the network of an allocation of mode `bridge` or `cni/…`: it must do nothing, for ever. @default Kubernetes' pause */
  readonly infraImage?: string | undefined;
  /** @default 300000 */
  readonly infraImagePullTimeoutMs?: number | undefined;
  /** Log driver of the containers. @default json-file with two files of 2 MB */
  readonly logging?:
    | { readonly type: string; readonly config: Readonly<Record<string, string>> }
    | undefined;
  /** Whether the containers' output is left to Docker alone. @default false */
  readonly disableLogCollection?: boolean | undefined;
  /** Processes per container, 0 for no limit. @default 0 */
  readonly pidsLimit?: number | undefined;
  /** Speed of a core, which `cpu_hard_limit` is measured by. */
  readonly cpuMhzPerCore?: number | undefined;
  /** Whether images that were fetched for tasks are removed some time after the last of them. @default true */
  readonly collectsImages?: boolean | undefined;
  /** @default 180000 */
  readonly imageDelayMs?: number | undefined;
  /** Whether ended containers are removed. @default true */
  readonly removesContainers?: boolean | undefined;
  readonly timer?: Timer | undefined;
  /** Told of failures in the background that no caller waits for. */
  readonly onError: (error: unknown) => void;
}
