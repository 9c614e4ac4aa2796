import { networkInterfaces } from 'node:os';
import { type NodeNetwork, SteppeError } from '@steppe/domain';
import { readText } from './read-text.ts';

export interface NetworkFingerprint {
  readonly attributes: Readonly<Record<string, string>>;
  readonly networks: readonly NodeNetwork[];
}

/** What Nomad assumes of an interface that does not tell its speed. */
const DEFAULT_MBITS = 1_000;

/**
 * The address under which tasks are reached: that of the interface with the default route.
 *
 * @param device the operator's choice of an interface (`network_interface`).
 * @throws SteppeError `CONFIG_INVALID` when that interface has no IPv4 address.
 */
export async function fingerprintNetwork({
  device,
  speedMbits,
}: {
  readonly device: string | undefined;
  readonly speedMbits: number | undefined;
}): Promise<NetworkFingerprint> {
  const name = device ?? (await defaultRouteDevice()) ?? loopbackDevice();
  const address = ipv4Of(name);
  if (address === undefined) {
    const known = Object.keys(networkInterfaces()).join(', ');
    throw new SteppeError(
      'CONFIG_INVALID',
      `network interface "${name}" has no IPv4 address; this machine has: ${known}`,
    );
  }
  const mbits = speedMbits ?? (await speedOf(name)) ?? DEFAULT_MBITS;
  return {
    attributes: { 'unique.network.ip-address': address },
    networks: [{ mode: 'host', device: name, ip: address, cidr: `${address}/32`, mbits }],
  };
}

/** The interface of the default route with the lowest metric; undefined when there is none. */
async function defaultRouteDevice(): Promise<string | undefined> {
  const routes = (await readText('/proc/net/route')) ?? '';
  const defaults = routes
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/u))
    .filter(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')
    .toSorted((a, b) => Number(a[6]) - Number(b[6]));
  return defaults.map(([name = '']) => name).find((name) => ipv4Of(name) !== undefined);
}

export function loopbackDevice(): string {
  const found = Object.entries(networkInterfaces()).find(([, addresses]) =>
    addresses?.some(({ internal, family }) => internal && family === 'IPv4'),
  );
  return found?.[0] ?? 'lo';
}

function ipv4Of(device: string): string | undefined {
  return networkInterfaces()[device]?.find(({ family }) => family === 'IPv4')?.address;
}

async function speedOf(device: string): Promise<number | undefined> {
  const mbits = Number(await readText(`/sys/class/net/${device}/speed`));
  return mbits > 0 ? mbits : undefined;
}
