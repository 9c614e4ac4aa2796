/** So many ended allocations are kept, for people to read their logs, where the operator sets no number. */
export const ENDED_MAX = 50;

/** The slice of the table that collecting needs. */
export interface EndedAllocs {
  /** The one that ended first in front. */
  ended(): readonly string[];
  remove(allocId: string): Promise<void>;
}

/**
 * Removes the allocations that ended longest ago until `keep` are left. One whose end the log does not know
 * yet stays until it does.
 *
 * @returns the IDs of those that are gone.
 */
export async function collectEnded(
  table: EndedAllocs,
  {
    keep,
    isReported,
  }: { readonly keep: number; readonly isReported: (allocId: string) => boolean },
): Promise<readonly string[]> {
  const ended = table.ended();
  const surplus = ended.slice(0, Math.max(0, ended.length - keep)).filter(isReported);
  for (const allocId of surplus) await table.remove(allocId);
  return surplus;
}
