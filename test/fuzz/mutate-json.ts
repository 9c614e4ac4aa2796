import type { SeededRandom } from '@steppe/simulator';

type Json = Readonly<Record<string, unknown>>;

/**
 * Changes one value somewhere in a value, each time on the way down with the same chance to stop there.
 *
 * @param other makes up what comes in its place.
 */
export function mutateJson(value: unknown, random: SeededRandom, other: () => unknown): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) return other();
  if (Array.isArray(value)) return mutateList(value, random, other);
  return mutateObject({ ...value }, random, other);
}

function mutateList(list: readonly unknown[], random: SeededRandom, other: () => unknown) {
  if (list.length === 0 || random.chance(0.2)) return [...list, other()];
  if (random.chance(0.1)) return Array.from({ length: 500 }, () => list[0]);
  const at = random.int(0, list.length - 1);
  if (random.chance(0.2)) return list.toSpliced(at, 1);
  return list.with(at, mutateJson(list[at], random, other));
}

function mutateObject(object: Json, random: SeededRandom, other: () => unknown): Json {
  const names = Object.keys(object);
  if (names.length === 0 || random.chance(0.1)) return { ...object, extra: other() };
  const name = random.pick(names);
  if (random.chance(0.15)) {
    return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));
  }
  return { ...object, [name]: mutateJson(object[name], random, other) };
}
