/** How many texts are remembered at most: those that repeat are few. */
const TEXTS_MAX = 10_000;
const texts = new Map<string, string>();

/**
 * One and the same string for equal texts. Each decoded entry brings strings of its own; where millions of rows
 * say the same, such as `Task started by client`, they are to share it.
 */
export function sharedText(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < TEXTS_MAX) texts.set(text, text);
  return text;
}

const NOTHING: readonly never[] = [];

/** The list itself, or when it is empty the one empty list that all rows share. */
export function sharedList<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NOTHING : list;
}
