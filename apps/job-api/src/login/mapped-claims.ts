import { type AuthMethodConfig, SteppeError } from '@steppe/domain';

/** What a token says of its holder, by the names that binding rules know. */
export interface MappedClaims {
  readonly value: Readonly<Record<string, string>>;
  readonly list: Readonly<Record<string, readonly string[]>>;
}

/**
 * Claims that a token does not have are left out.
 *
 * @throws SteppeError `REQUEST_INVALID` for a claim that is no text, number or flag, or list of such.
 */
export function mapClaims(
  claims: Readonly<Record<string, unknown>>,
  { claimMappings, listClaimMappings }: AuthMethodConfig,
): MappedClaims {
  const value = Object.entries(claimMappings).flatMap(([claim, name]) => {
    const found = claimAt(claims, claim);
    return found === undefined ? [] : [[name, textOf(found, claim)] as const];
  });
  const list = Object.entries(listClaimMappings).flatMap(([claim, name]) => {
    const found = claimAt(claims, claim);
    if (found === undefined) return [];
    const members = Array.isArray(found) ? found : [found];
    return [[name, members.map((member) => textOf(member, claim))] as const];
  });
  return { value: Object.fromEntries(value), list: Object.fromEntries(list) };
}

/** @param name of a claim, or a JSON pointer such as `/groups/primary`. */
function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  const path = name.startsWith('/') ? name.slice(1).split('/').map(unescapePointer) : [name];
  let found: unknown = claims;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) {
      return undefined;
    }
    found = Reflect.get(found, part);
  }
  return found ?? undefined;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function textOf(value: unknown, claim: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new SteppeError(
    'REQUEST_INVALID',
    `error converting claim '${claim}' to string: it is ${JSON.stringify(value)}`,
  );
}
