import {
  type AllocatedDevice,
  deviceHolding,
  type Node,
  type NodeDeviceGroup,
} from '@steppe/domain';
import type { ProposedHoldings } from '../nodes/proposed-holdings.ts';
import { affinityWeight, type DeviceAsk, matchesDevice } from './device-ask.ts';

/** What a node can give for all devices that a group asks for. */
export type DeviceOffer =
  | {
      readonly devices: readonly AllocatedDevice[];
      /** How far the affinities are met, from -1 to 1; undefined when there are none. */
      readonly score: number | undefined;
    }
  | { readonly exhausted: string };

/**
 * Chooses instances for each ask: of the groups with enough free ones that match, the one whose affinities
 * weigh most, and in it the first by ID. Source: Nomad's deviceAllocator; its words are the reasons.
 */
export function offerDevices(
  { resources: { devices: groups = [] } }: Node,
  holdings: ProposedHoldings,
  asks: readonly DeviceAsk[],
): DeviceOffer {
  if (groups.length === 0) return { exhausted: 'devices: no devices available' };
  const devices: AllocatedDevice[] = [];
  const taken = new Set<string>();
  let [matched, total] = [0, 0];
  for (const ask of asks) {
    const isFree = (group: NodeDeviceGroup, id: string): boolean => {
      const holding = deviceHolding(group, id);
      return !taken.has(holding) && holdings.isFree(holding);
    };
    const best = bestGroup(groups, ask, isFree);
    if (!best) return { exhausted: 'devices: no devices match request' };
    for (const id of best.ids) taken.add(deviceHolding(best.group, id));
    const { vendor, type, name } = best.group;
    devices.push({ task: ask.task, vendor, type, name, instanceIds: best.ids });
    matched += best.weight;
    for (const { weight } of ask.request.affinities) total += Math.abs(weight);
  }
  return { devices, score: total === 0 ? undefined : matched / total };
}

interface Choice {
  readonly group: NodeDeviceGroup;
  readonly ids: string[];
  readonly weight: number;
}

function bestGroup(
  groups: readonly NodeDeviceGroup[],
  { request }: DeviceAsk,
  isFree: (group: NodeDeviceGroup, id: string) => boolean,
): Choice | undefined {
  let best: Choice | undefined;
  for (const group of groups) {
    if (!matchesDevice(request, group)) continue;
    const free = group.instances.filter(({ id, healthy }) => healthy && isFree(group, id));
    const ids = free.map(({ id }) => id).toSorted();
    if (ids.length < request.count) continue;
    const weight = affinityWeight(request, group);
    if (!best || weight > best.weight) best = { group, ids: ids.slice(0, request.count), weight };
  }
  return best;
}
