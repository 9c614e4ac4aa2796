import type { WireNetwork, WirePort } from '../wire-resources.ts';
import { faultsOf } from './multi-error.ts';

const MAX_PORT = 65_535;
const HOST_NAME =
  /^(?!.{254})[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62}))*\.?$/u;

/** Static ports and labels must be unique in a group, its tasks' own networks included. */
export class PortRegister {
  readonly #holderOf = new Map<number, string>();
  readonly #labels = new Map<string, string>();

  faultsOf(networks: readonly WireNetwork[] | null | undefined, owner: string): string[] {
    const faults: string[] = [];
    for (const network of networks ?? []) {
      const dynamic = (network.DynamicPorts ?? []).map((port) => ({ port, isStatic: false }));
      const reserved = (network.ReservedPorts ?? []).map((port) => ({ port, isStatic: true }));
      for (const { port, isStatic } of [...reserved, ...dynamic]) {
        faults.push(...this.#labelFaults(port, owner));
        if (isStatic) faults.push(...this.#staticFaults(port, owner));
        faults.push(...mappingFaults(port));
      }
    }
    return faults;
  }

  #labelFaults({ Label }: WirePort, owner: string): string[] {
    if (!Label) return ['Port label must be set'];
    const other = this.#labels.get(Label);
    if (other !== undefined) return [`Port label ${Label} already in use by ${other}`];
    this.#labels.set(Label, owner);
    return [];
  }

  #staticFaults({ Label, Value, IgnoreCollision }: WirePort, owner: string): string[] {
    const port = Value ?? 0;
    if (port < 1 || port > MAX_PORT) {
      return [`Port ${Label ?? ''} has a static value ${port}; it must be from 1 to ${MAX_PORT}`];
    }
    const other = this.#holderOf.get(port);
    if (other !== undefined && IgnoreCollision !== true) {
      return [`Static port ${port} already reserved by ${other}`];
    }
    this.#holderOf.set(port, `${owner}:${Label}`);
    return [];
  }
}

function mappingFaults({ Label, To }: WirePort): string[] {
  const to = To ?? 0;
  if (to >= -1 && to <= MAX_PORT) return [];
  return [`Port ${Label ?? ''} has an invalid "to" value ${to}; it must be from -1 to ${MAX_PORT}`];
}

/** The networks of a group. */
export function groupNetworkFaults(
  networks: readonly WireNetwork[] | null | undefined,
  ports: PortRegister,
): string[] {
  const faults = ports.faultsOf(networks, 'taskgroup network');
  if ((networks?.length ?? 0) > 1) {
    faults.unshift(`Maximum of one network allowed per task group; got ${networks?.length}`);
  }
  for (const { Hostname } of networks ?? []) {
    // A reference is filled in on the node: only then it can be judged.
    if (Hostname && !Hostname.includes('${') && !HOST_NAME.test(Hostname)) {
      faults.push('Hostname is not a valid DNS name');
    }
  }
  return faultsOf('Task group network validation failed', faults);
}
