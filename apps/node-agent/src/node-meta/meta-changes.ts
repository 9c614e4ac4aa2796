import { z } from 'zod';

type Meta = Readonly<Record<string, string>>;

/** By key: what is set, or null for what is unset. */
export const MetaChanges = z.record(z.string(), z.string().nullable());
export type MetaChanges = Readonly<z.infer<typeof MetaChanges>>;

/** Changes on changes. To unset a key is remembered only where the configuration would set it. */
export function mergeChanges(known: MetaChanges, more: MetaChanges, configured: Meta): MetaChanges {
  const all = Object.entries({ ...known, ...more });
  return Object.fromEntries(
    all.filter(([key, value]) => value !== null || Object.hasOwn(configured, key)),
  );
}

/** The metadata of the configuration with changes on it. */
export function changedMeta(configured: Meta, changes: MetaChanges): Meta {
  const meta: Record<string, string> = { ...configured };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete meta[key];
    else meta[key] = value;
  }
  return meta;
}
