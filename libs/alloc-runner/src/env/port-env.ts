import type { AllocatedPort, AllocationNetwork } from '@steppe/domain';
import { envName } from './env-name.ts';

/**
 * The variables that tell a task its ports: NOMAD_PORT_http where to listen, NOMAD_IP_http and
 * NOMAD_ADDR_http where others reach it, NOMAD_ALLOC_ADDR_http where on a network of the allocation's own. Ports of other tasks carry the task's name before the label.
 */
export function portEnv(
  ports: readonly AllocatedPort[],
  {
    taskName,
    nodeIp,
    network,
  }: {
    readonly taskName: string;
    readonly nodeIp: string;
    readonly network?: AllocationNetwork | undefined;
  },
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const port of ports) {
    const hostIp = port.hostIp === '' ? nodeIp : port.hostIp;
    const isOwn = port.task === undefined || port.task === taskName;
    const label = envName(isOwn ? port.label : `${port.task}_${port.label}`);
    const inside = port.to > 0 ? port.to : port.value;
    env[`NOMAD_IP_${label}`] = hostIp;
    env[`NOMAD_PORT_${label}`] = String(inside);
    env[`NOMAD_ADDR_${label}`] = address(hostIp, port.value);
    env[`NOMAD_HOST_IP_${label}`] = hostIp;
    env[`NOMAD_HOST_PORT_${label}`] = String(port.value);
    env[`NOMAD_HOST_ADDR_${label}`] = address(hostIp, port.value);
    env[`NOMAD_ALLOC_PORT_${label}`] = String(inside);
    if (network === undefined || network.address === '') continue;
    env[`NOMAD_ALLOC_INTERFACE_${label}`] = network.interfaceName;
    env[`NOMAD_ALLOC_IP_${label}`] = network.address;
    env[`NOMAD_ALLOC_ADDR_${label}`] = address(network.address, inside);
  }
  return env;
}

const address = (ip: string, port: number): string =>
  ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
