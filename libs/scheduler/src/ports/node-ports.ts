import {
  type AllocatedPort,
  type HostNetwork,
  isOnDefaultNetwork,
  type Node,
  type NodeUsage,
  portHolding,
} from '@steppe/domain';
import type { ProposedHoldings } from '../nodes/proposed-holdings.ts';
import { isNamedNetwork, type PortAsk, type PortDemand } from './port-demand.ts';
import { parsePortRanges, reservedPortsOf } from './port-ranges.ts';

const DYNAMIC_EXHAUSTED = 'network: dynamic port selection failed';

/** The ports of one host network that somebody asks for. */
interface NetworkAsk {
  readonly fixed: readonly PortAsk[];
  readonly dynamic: readonly PortAsk[];
  readonly isFree: (port: number) => boolean;
}

/** The host ports of one node: those in use, and what a plan takes and gives back. */
export class NodePorts {
  private readonly node: Node;
  private readonly usage: NodeUsage | undefined;
  private readonly holdings: ProposedHoldings;
  /** Holders that the plan adds to or takes from a port. */
  private readonly change = new Map<number, number>();
  private readonly firstTry: number;

  /** @param seed where the search for dynamic ports starts: a port that was just freed is not taken at once. */
  constructor(
    node: Node,
    {
      usage,
      holdings,
      seed,
    }: { usage: NodeUsage | undefined; holdings: ProposedHoldings; seed: number },
  ) {
    this.node = node;
    this.usage = usage;
    this.holdings = holdings;
    const { minDynamicPort, maxDynamicPort } = node.resources;
    this.firstTry = minDynamicPort + (seed % Math.max(1, maxDynamicPort - minDynamicPort + 1));
  }

  /** Why the node cannot give these ports, in Nomad's words; undefined when it can. */
  reject(demand: PortDemand): string | undefined {
    for (const ask of this.asksOf(demand)) {
      const reason = this.rejectOn(ask);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  /** Takes the ports. The caller has made sure that nothing rejects them. */
  take(demand: PortDemand): AllocatedPort[] {
    const ports = this.asksOf(demand).flatMap(({ fixed, dynamic, isFree }) => {
      const taken = new Set(fixed.map(({ value }) => value));
      const found = this.findDynamic(dynamic.length, taken, isFree) ?? [];
      return [
        ...fixed.map((ask) => this.allocatedPort(ask, ask.value)),
        ...dynamic.map((ask, i) => this.allocatedPort(ask, found[i] ?? 0)),
      ];
    });
    this.count(ports, 1);
    return ports;
  }

  /** Counts ports as held once more (1) or once less (-1). */
  count(ports: readonly AllocatedPort[], holders: 1 | -1): void {
    for (const port of ports) {
      const { value, hostNetwork } = port;
      if (isOnDefaultNetwork(port)) {
        this.change.set(value, (this.change.get(value) ?? 0) + holders);
      } else if (hostNetwork !== undefined) {
        this.holdings.count([portHolding(hostNetwork, value)], holders);
      }
    }
  }

  private asksOf({ fixed, dynamic, named }: PortDemand): NetworkAsk[] {
    return [
      { fixed, dynamic, isFree: (port) => this.isFree(port) },
      ...named.map(({ network, ...ports }) => {
        const reserved = parsePortRanges(this.hostNetwork(network)?.reservedPorts ?? '');
        const isFree = (port: number): boolean =>
          !reserved.has(port) &&
          !reservedPortsOf(this.node).has(port) &&
          this.holdings.isFree(portHolding(network, port));
        return { ...ports, isFree };
      }),
    ];
  }

  private rejectOn({ fixed, dynamic, isFree }: NetworkAsk): string | undefined {
    const taken = new Set<number>();
    for (const { label, value, ignoreCollision } of fixed) {
      if (ignoreCollision) continue;
      if (!isFree(value) || taken.has(value)) {
        return `network: reserved port collision ${label}=${value}`;
      }
      taken.add(value);
    }
    if (dynamic.length === 0) return undefined;
    return this.findDynamic(dynamic.length, taken, isFree) ? undefined : DYNAMIC_EXHAUSTED;
  }

  private isFree(port: number): boolean {
    const holders = (this.usage?.ports.get(port) ?? 0) + (this.change.get(port) ?? 0);
    return holders <= 0 && !reservedPortsOf(this.node).has(port);
  }

  /** The next free ports of the dynamic range, from the first try on and around; undefined if too few are free. */
  private findDynamic(
    count: number,
    taken: ReadonlySet<number>,
    isFree: (port: number) => boolean,
  ): number[] | undefined {
    const { minDynamicPort, maxDynamicPort } = this.node.resources;
    const found: number[] = [];
    const size = maxDynamicPort - minDynamicPort + 1;
    for (let i = 0; i < size && found.length < count; i++) {
      const port = minDynamicPort + ((this.firstTry - minDynamicPort + i) % size);
      if (!taken.has(port) && isFree(port)) found.push(port);
    }
    return found.length === count ? found : undefined;
  }

  private hostNetwork(wanted: string): HostNetwork | undefined {
    return this.node.resources.hostNetworks?.find(({ name }) => name === wanted);
  }

  private allocatedPort({ label, to, task, hostNetwork }: PortAsk, value: number): AllocatedPort {
    const named = isNamedNetwork(hostNetwork) ? this.hostNetwork(hostNetwork) : undefined;
    const defaultIp = this.node.resources.networks.find(({ ip }) => ip !== '')?.ip ?? '';
    return {
      label,
      value,
      to: to === -1 ? value : to,
      hostIp: named?.ip ?? defaultIp,
      ...(isNamedNetwork(hostNetwork) && { hostNetwork }),
      ...(task !== undefined && { task }),
    };
  }
}
