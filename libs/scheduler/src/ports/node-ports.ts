import type { AllocatedPort, Node, NodeUsage } from '@steppe/domain';
import type { PortAsk, PortDemand } from './port-demand.ts';
import { reservedPortsOf } from './port-ranges.ts';

const DYNAMIC_EXHAUSTED = 'network: dynamic port selection failed';

/** The host ports of one node: those in use, and what a plan takes and gives back. */
export class NodePorts {
  private readonly node: Node;
  private readonly usage: NodeUsage | undefined;
  /** Holders that the plan adds to or takes from a port. */
  private readonly change = new Map<number, number>();
  private readonly firstTry: number;

  /** @param seed where the search for dynamic ports starts: a port that was just freed is not taken at once. */
  constructor(node: Node, usage: NodeUsage | undefined, seed: number) {
    this.node = node;
    this.usage = usage;
    const { minDynamicPort, maxDynamicPort } = node.resources;
    this.firstTry = minDynamicPort + (seed % Math.max(1, maxDynamicPort - minDynamicPort + 1));
  }

  /** Why the node cannot give these ports, in Nomad's words; undefined when it can. */
  reject({ fixed, dynamic }: PortDemand): string | undefined {
    const taken = new Set<number>();
    for (const { label, value, ignoreCollision } of fixed) {
      if (ignoreCollision) continue;
      if (!this.isFree(value) || taken.has(value)) {
        return `network: reserved port collision ${label}=${value}`;
      }
      taken.add(value);
    }
    if (dynamic.length === 0) return undefined;
    return this.findDynamic(dynamic.length, taken) ? undefined : DYNAMIC_EXHAUSTED;
  }

  /** Takes the ports. The caller has made sure that nothing rejects them. */
  take({ fixed, dynamic }: PortDemand): AllocatedPort[] {
    const taken = new Set(fixed.map(({ value }) => value));
    const found = this.findDynamic(dynamic.length, taken) ?? [];
    const hostIp = this.node.resources.networks.find(({ ip }) => ip !== '')?.ip ?? '';
    const ports = [
      ...fixed.map((ask) => allocatedPort(ask, ask.value, hostIp)),
      ...dynamic.map((ask, i) => allocatedPort(ask, found[i] ?? 0, hostIp)),
    ];
    this.count(ports, 1);
    return ports;
  }

  /** Counts ports as held once more (1) or once less (-1). */
  count(ports: readonly AllocatedPort[], holders: 1 | -1): void {
    for (const { value } of ports) {
      this.change.set(value, (this.change.get(value) ?? 0) + holders);
    }
  }

  private isFree(port: number): boolean {
    const holders = (this.usage?.ports.get(port) ?? 0) + (this.change.get(port) ?? 0);
    return holders <= 0 && !reservedPortsOf(this.node).has(port);
  }

  /** The next free ports of the dynamic range, from the first try on and around; undefined if too few are free. */
  private findDynamic(count: number, taken: ReadonlySet<number>): number[] | undefined {
    const { minDynamicPort, maxDynamicPort } = this.node.resources;
    const found: number[] = [];
    const size = maxDynamicPort - minDynamicPort + 1;
    for (let i = 0; i < size && found.length < count; i++) {
      const port = minDynamicPort + ((this.firstTry - minDynamicPort + i) % size);
      if (!taken.has(port) && this.isFree(port)) found.push(port);
    }
    return found.length === count ? found : undefined;
  }
}

function allocatedPort(ask: PortAsk, value: number, hostIp: string): AllocatedPort {
  const port = { label: ask.label, value, to: ask.to === -1 ? value : ask.to, hostIp };
  return ask.task === undefined ? port : { ...port, task: ask.task };
}
