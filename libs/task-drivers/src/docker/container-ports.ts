import { DriverError } from '../driver-error.ts';
import type { TaskPort, TaskSpec } from '../task-spec.ts';
import type { DockerConfig } from './docker-config.ts';

/** A port of the container that is published on the node. */
export interface PublishedPort {
  readonly label: string;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/**
 * Tells which ports to publish: those that `ports` names, and those of the task's own `resources.network`,
 * which `port_map` may lead to another port inside.
 *
 * @throws DriverError `START_FAILED` for a label that has no port.
 */
export function publishedPorts(spec: TaskSpec, config: DockerConfig): PublishedPort[] {
  const byLabel = new Map(spec.ports.map((port) => [port.label, port]));
  const portMap = config.port_map ?? {};
  for (const label of [...(config.ports ?? []), ...Object.keys(portMap)]) {
    if (byLabel.has(label)) continue;
    const labels = [...byLabel.keys()].toSorted().join(', ') || 'none';
    throw new DriverError(
      'START_FAILED',
      `Port "${label}" not found, check network block; ports: ${labels}`,
      {
        recoverable: false,
      },
    );
  }
  return spec.ports
    .filter(
      (port) =>
        port.scope === 'task' ||
        config.ports?.includes(port.label) === true ||
        port.label in portMap,
    )
    .map((port) => ({
      label: port.label,
      hostIp: port.hostIp,
      hostPort: port.hostPort,
      containerPort: portMap[port.label] ?? containerPortOf(port),
    }));
}

function containerPortOf({ to, hostPort }: TaskPort): number {
  return to > 0 ? to : hostPort;
}

/** Docker's two forms of the same: what the container exposes, and where each is bound; TCP and UDP alike. */
export function portBindings(ports: readonly PublishedPort[]): {
  ExposedPorts: Record<string, object>;
  PortBindings: Record<string, { HostIp: string; HostPort: string }[]>;
} {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    for (const protocol of ['tcp', 'udp']) {
      (bindings[`${port.containerPort}/${protocol}`] ??= []).push({
        HostIp: port.hostIp,
        HostPort: String(port.hostPort),
      });
    }
  }
  return {
    ExposedPorts: Object.fromEntries(Object.keys(bindings).map((key) => [key, {}])),
    PortBindings: bindings,
  };
}
