import type { AllocatedDevice, AllocatedPort, GroupDemand } from '@steppe/domain';
import type { CoreAsk } from '../cores/free-cores.ts';
import type { DeviceAsk } from '../devices/device-ask.ts';
import type { PortDemand } from '../ports/port-demand.ts';

/** All that one allocation of a group takes from its node. */
export interface Asked {
  readonly demand: GroupDemand;
  readonly ports: PortDemand;
  readonly cores: readonly CoreAsk[];
  readonly devices: readonly DeviceAsk[];
}

/** What a node gave of the things that are told apart. */
export interface Given {
  readonly ports: readonly AllocatedPort[];
  readonly cores: Record<string, number[]> | undefined;
  readonly devices: readonly AllocatedDevice[] | undefined;
}
