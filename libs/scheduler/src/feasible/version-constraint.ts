/** A parsed version: `segments` has at least three numbers. */
interface Version {
  readonly segments: readonly number[];
  /** How many segments were written, for `~>`. */
  readonly written: number;
  readonly prerelease: string;
}

type Comparison = (version: Version) => boolean;

const LOOSE =
  /^v?(\d+(?:\.\d+)*)(?:-?([0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*))?(?:\+[0-9A-Za-z.~-]+)?$/;
const STRICT = /^v?(\d+\.\d+\.\d+)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
const PART = /^\s*(=|!=|>=|<=|>|<|~>|)\s*(\S+)\s*$/;

/**
 * Compiles constraints such as `>= 1.2, < 2.0` into a test of version texts. A version or constraint that
 * cannot be read never matches.
 *
 * `version` lets a version have any number of segments, and a pre-release matches only constraints that
 * name a pre-release of the same version. `semver` wants Semantic Versioning and orders pre-releases by its
 * rules. Source: the `version` and `semver` operands of Nomad's constraint block.
 */
export function versionMatcher(
  constraints: string,
  mode: 'version' | 'semver',
): (version: string) => boolean {
  const comparisons = constraints.split(',').map((part) => parsePart(part, mode));
  return (text) => {
    const version = parseVersion(text, mode);
    return version !== undefined && comparisons.every((matches) => matches?.(version) ?? false);
  };
}

function parsePart(part: string, mode: 'version' | 'semver'): Comparison | undefined {
  const [, operator = '', text = ''] = PART.exec(part) ?? [];
  const wanted = parseVersion(text, mode);
  if (!wanted) return undefined;
  if (operator === '~>') return mode === 'semver' ? undefined : pessimistic(wanted);
  const ordered = comparisonOf(operator);
  if (operator === '' || operator === '=' || operator === '!=' || mode === 'semver') {
    return (version) => ordered(compareVersions(version, wanted));
  }
  return (version) =>
    prereleasesAgree(version, wanted) && ordered(compareVersions(version, wanted));
}

function comparisonOf(operator: string): (order: number) => boolean {
  switch (operator) {
    case '!=':
      return (order) => order !== 0;
    case '>':
      return (order) => order > 0;
    case '>=':
      return (order) => order >= 0;
    case '<':
      return (order) => order < 0;
    case '<=':
      return (order) => order <= 0;
    default:
      return (order) => order === 0;
  }
}

/** `~> 1.2.3` is at least that and below 1.3: the last written segment alone may grow. */
function pessimistic(wanted: Version): Comparison {
  const fixed = wanted.written - 1;
  return (version) =>
    prereleasesAgree(version, wanted) &&
    (wanted.prerelease === '' || version.prerelease !== '') &&
    compareVersions(version, wanted) >= 0 &&
    version.written >= wanted.written &&
    wanted.segments.slice(0, fixed).every((segment, i) => version.segments[i] === segment);
}

function prereleasesAgree(version: Version, wanted: Version): boolean {
  if (version.prerelease === '') return true;
  return wanted.prerelease !== '' && compareSegments(version, wanted) === 0;
}

function parseVersion(text: string, mode: 'version' | 'semver'): Version | undefined {
  const match = (mode === 'semver' ? STRICT : LOOSE).exec(text.trim());
  if (!match) return undefined;
  const segments = (match[1] ?? '').split('.').map(Number);
  const written = segments.length;
  while (segments.length < 3) segments.push(0);
  return { segments, written, prerelease: match[2] ?? '' };
}

function compareVersions(a: Version, b: Version): number {
  return compareSegments(a, b) || comparePrereleases(a.prerelease, b.prerelease);
}

function compareSegments(a: Version, b: Version): number {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let i = 0; i < length; i++) {
    const difference = (a.segments[i] ?? 0) - (b.segments[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A release comes after its pre-releases; else dot-separated identifiers decide, numbers before words. */
function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareIdentifiers(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return Number(a) - Number(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
