import type { FlagSpecs } from './flags/flag-spec.ts';
import type { ParsedArgs } from './flags/parse-flags.ts';

/** How to call a command again for what is not on this page. */
export function nextPageHint(
  command: string,
  { parsed, flags, token }: { parsed: ParsedArgs; flags: FlagSpecs; token: string },
): string {
  const given = Object.entries(flags)
    .filter(([name]) => name !== 'page-token')
    .flatMap(([name, { type }]) =>
      type === 'boolean'
        ? parsed.flag(name)
          ? [`-${name}`]
          : []
        : parsed.values(name).map((value) => `-${name} ${value}`),
    );
  const call = [command, ...given, `-page-token ${token}`].join(' ');
  return `\nResults have been paginated. To get the next page run:\n\n${call}`;
}
