import type { Affinity, Constraint, Spread } from '@steppe/domain';
import { nullIfEmpty } from '../wire/empty.ts';
import type { WireAffinity, WireConstraint, WireSpread } from './wire-placement.ts';

const DEFAULT_WEIGHT = 50;

export function constraintFromWire(wire: WireConstraint): Constraint {
  return {
    leftTarget: wire.LTarget ?? '',
    operand: wire.Operand || '=',
    rightTarget: wire.RTarget ?? '',
  };
}

export function affinityFromWire(wire: WireAffinity): Affinity {
  return { ...constraintFromWire(wire), weight: wire.Weight ?? DEFAULT_WEIGHT };
}

export function spreadFromWire(wire: WireSpread): Spread {
  const targets = wire.SpreadTarget ?? [];
  return {
    attribute: wire.Attribute ?? '',
    weight: wire.Weight ?? DEFAULT_WEIGHT,
    targets: targets.map(({ Value, Percent }) => ({ value: Value ?? '', percent: Percent ?? 0 })),
  };
}

export function constraintsToWire(constraints: readonly Constraint[]): WireConstraint[] | null {
  return nullIfEmpty(constraints.map(constraintToWire));
}

export function affinitiesToWire(affinities: readonly Affinity[]): WireAffinity[] | null {
  return nullIfEmpty(
    affinities.map((affinity) => ({ ...constraintToWire(affinity), Weight: affinity.weight })),
  );
}

export function spreadsToWire(spreads: readonly Spread[]): WireSpread[] | null {
  return nullIfEmpty(
    spreads.map(({ attribute, weight, targets }) => ({
      Attribute: attribute,
      Weight: weight,
      SpreadTarget: nullIfEmpty(
        targets.map(({ value, percent }) => ({ Value: value, Percent: percent })),
      ),
    })),
  );
}

function constraintToWire({ leftTarget, rightTarget, operand }: Constraint): WireConstraint {
  return { LTarget: leftTarget, RTarget: rightTarget, Operand: operand };
}
