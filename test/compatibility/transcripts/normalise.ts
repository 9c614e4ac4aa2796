/** What differs from run to run, and what stands in its place. The order matters: longer things first. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\b[0-9a-f]{64}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| \+0000 UTC)?/g, '<time>'],
  [/\b(?:\d+(?:mo|[ydhms]))+ (?:ago|from now)/g, '<span>'],
  [/\b\d+h\d+m\d+s\b/g, '<span>'],
  [/(?:periodic|dispatch)-\d{10}/g, '<launch>'],
  [/\b(?!f{8}\b)[0-9a-f]{8}\b/g, '<id>'],
  [/\b(?:\d+\.){3}\d+:\d+\b/g, '<address>'],
  [/(?<=HOSTNAME=)[0-9a-f]{12}\b/g, '<host>'],
  [/(?<=Allocation Time +)= \S+/g, '<took>'],
  [/\b(?:client[12]|server1(?:\.global)?|vm(?:\.global)?)\b/g, '<agent>'],
  [/\/\S+\/alloc\/<id>/g, '/<alloc>'],
  [/\b\d+(?:\.\d+)?\b/g, '<n>'],
  [/<n> (?:[KMG]i)?B/g, '<n> B'],
  [/<n>\/(?=<n> MHz)|<n> B\/(?=<n> B)/g, ''],
  [/<n> (node|allocation|job)s?\b/g, '<n> $1s'],
];

/** The text without what changes, numbers included, each run of blanks as one, and rows that then are equal as one. */
export function normalise(text: string): string {
  const ours = text
    .replaceAll(/\/\S+\/jobs\/(?=\S+\.hcl)/g, '')
    .replaceAll(/\bsteppe\b/g, 'nomad')
    .replaceAll(/\bSteppe\b/g, 'Nomad');
  const same = CHANGING.reduce((rest, [pattern, mark]) => rest.replaceAll(pattern, mark), ours);
  const lines = same.split('\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').trim());
  return lines
    .filter((line, at) => line === '' || line !== lines[at - 1])
    .join('\n')
    .trim();
}

const MOMENT = /^<time>\n(?:.+\n|\n(?=Deployed))*/gm;
const FLEETING = /Allocation "<id>" status changed/;

/**
 * What a command that follows something tells, whatever came between: each kind of line once, numbers apart, and how a
 * deployment looked at the end. What only a slower look sees does not count.
 */
export function normaliseMonitor(text: string): string {
  const last = text.match(MOMENT)?.at(-1) ?? '';
  const lines = `${text.replaceAll(MOMENT, '')}${last}`.split('\n');
  return [...new Set(lines.filter((line) => !FLEETING.test(line)))].toSorted().join('\n').trim();
}

/** Of JSON its fields and the types of their values; undefined when the text is none. */
export function jsonShape(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const paths = pathsOf(JSON.parse(text), '').map((path) => path.replaceAll(BY_GROUP, '.*'));
    return [...new Set(paths)].toSorted().join('\n');
  } catch {
    return undefined;
  }
}

/** A group's name is a field where something is told by group. */
const BY_GROUP = /(?<=\.(?:DesiredTGUpdates|FailedTGAllocs|QueuedAllocations))\.[^.]+/g;

function pathsOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  const fields = Object.entries(value);
  return fields.flatMap(([name, field]) => pathsOf(field, `${path}.${name}`));
}
