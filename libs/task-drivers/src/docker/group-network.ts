import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostsOf, resolvConfOf } from '../resolver-files.ts';
import type { TaskDns, TaskSpec } from '../task-spec.ts';
import type { DockerConfig } from './docker-config.ts';

/** The network that the task's group has, as Docker names it; undefined when it is the node's. */
export function networkModeOf({ network }: TaskSpec): string | undefined {
  if (network === undefined) return undefined;
  if (network.kind === 'none') return 'none';
  return network.holderId === undefined ? undefined : `container:${network.holderId}`;
}

/** Whether the task shares its group's network; its own `network_mode` wins over that. */
export function joinsGroup({ network }: TaskSpec, config: DockerConfig): boolean {
  return config.network_mode === undefined && network?.holderId !== undefined;
}

/**
 * Binds for /etc/hosts and /etc/resolv.conf: Docker writes neither for a container that joins another's network.
 */
export function groupNetworkBinds(spec: TaskSpec, config: DockerConfig): readonly string[] {
  if (!joinsGroup(spec, config)) return [];
  const { hosts, resolvConf } = filesOf(spec);
  const resolver = dnsOf(spec, config) === undefined ? [] : [`${resolvConf}:/etc/resolv.conf`];
  return [`${hosts}:/etc/hosts`, ...resolver];
}

/** Writes what `groupNetworkBinds` shows to the container. */
export async function writeGroupNetworkFiles(spec: TaskSpec, config: DockerConfig): Promise<void> {
  const { network } = spec;
  if (network === undefined || !joinsGroup(spec, config)) return;
  const { hosts, resolvConf } = filesOf(spec);
  await writeFile(hosts, hostsOf(network, config.extra_hosts), { mode: 0o644 });
  const dns = dnsOf(spec, config);
  if (dns !== undefined) await writeFile(resolvConf, resolvConfOf(dns), { mode: 0o644 });
}

function filesOf({ paths, taskName }: TaskSpec) {
  const at = (name: string): string => join(paths.driverDir, `${taskName}.${name}`);
  return { hosts: at('hosts'), resolvConf: at('resolv.conf') };
}

/** The task's own name servers win over its group's. */
function dnsOf({ network }: TaskSpec, config: DockerConfig): TaskDns | undefined {
  const { dns_servers: servers, dns_search_domains: searches, dns_options: options } = config;
  if ((servers ?? searches ?? options) === undefined) return network?.dns;
  return {
    servers: servers ?? network?.dns?.servers ?? [],
    searches: searches ?? network?.dns?.searches ?? [],
    options: options ?? network?.dns?.options ?? [],
  };
}
