import type { AllocatedPort } from '@steppe/domain';

/** An allocation that holds its ports until it has ended. */
export interface PortHolder {
  readonly placement: { readonly allocId: string; readonly ports: readonly AllocatedPort[] };
  readonly hasBegun: boolean;
  ended(): Promise<void>;
}

/** The others that hold a port which this one needs. Scheduling frees a port when its holder is told to stop, not when it has. */
export function holdersInTheWay<T extends PortHolder>(
  newcomer: T,
  others: Iterable<T>,
): readonly T[] {
  const wanted = newcomer.placement.ports;
  if (wanted.length === 0) return [];
  return [...others].filter(
    (other) =>
      other !== newcomer &&
      other.hasBegun &&
      other.placement.ports.some((held) => wanted.some((port) => collide(held, port))),
  );
}

const isAnywhere = (ip: string): boolean => ip === '' || ip === '0.0.0.0' || ip === '::';

function collide(a: AllocatedPort, b: AllocatedPort): boolean {
  if (a.value !== b.value) return false;
  return a.hostIp === b.hostIp || isAnywhere(a.hostIp) || isAnywhere(b.hostIp);
}
