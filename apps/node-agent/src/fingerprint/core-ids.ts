import { SteppeError } from '@steppe/domain';

/**
 * Reads a set of cores such as `0-3,8`.
 *
 * @param setting its name in the configuration.
 * @throws SteppeError `CONFIG_INVALID` when it is none.
 */
export function parseCoreIds(text: string, setting: string): number[] {
  const cores = new Set<number>();
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [, first = '', last = first] = /^\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?$/.exec(part) ?? [];
    if (first === '' || Number(last) < Number(first)) {
      throw new SteppeError(
        'CONFIG_INVALID',
        `${setting} is ${JSON.stringify(text)}, and must be a set of cores such as 0-3,8`,
      );
    }
    for (let core = Number(first); core <= Number(last); core++) cores.add(core);
  }
  return [...cores].toSorted((a, b) => a - b);
}
