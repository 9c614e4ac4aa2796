import type Docker from 'dockerode';
import type { DriverNetwork } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { publishedPorts } from './container-ports.ts';
import type { DockerConfig } from './docker-config.ts';

/** Networks whose addresses mean nothing to other machines, so that services advertise the node's. */
const LOCAL_NETWORKS = ['', 'default', 'bridge', 'host', 'none', 'nat'];

/** Tells where a container can be reached; undefined when it has no address of its own, or has ended already. */
export async function containerNetwork(
  container: Docker.Container,
  spec: TaskSpec,
  config: DockerConfig,
): Promise<DriverNetwork | undefined> {
  const { NetworkSettings } = await container.inspect();
  const networks = Object.entries(NetworkSettings.Networks);
  const [name = '', settings] = networks[0] ?? [];
  const ip =
    config.advertise_ipv6_address === true ? settings?.GlobalIPv6Address : settings?.IPAddress;
  if (ip === undefined || ip === '') return undefined;
  const ports = publishedPorts(spec, config);
  return {
    ip,
    portMap: Object.fromEntries(ports.map((port) => [port.label, port.containerPort])),
    autoAdvertise: networks.length === 1 && !LOCAL_NETWORKS.includes(name),
  };
}
