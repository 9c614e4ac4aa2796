import type { Tier } from '../tables/read-table.ts';
import type { Finding, Status } from './finding.ts';

/** One part of the page: what was looked at, and what was found. */
export interface Part {
  readonly title: string;
  /** What `same` means here, and how it was found out. */
  readonly method: string;
  readonly findings: readonly Finding[];
}

const STATUSES: readonly Status[] = ['same', 'differs', 'partly', 'missing'];

/** The page `docs/compatibility.md`. */
export function renderReport(parts: readonly Part[]): string {
  const all = parts.flatMap(({ title, findings }) => countRows(title, findings));
  return [
    INTRODUCTION,
    table(['', 'tier', ...STATUSES, 'all', 'same or differs'], all),
    ...parts.map(renderPart),
  ]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `# Compatibility with Nomad

What of Nomad 2.0.5 is here. This page is written by \`npm run compat\` from a run against Steppe; a test fails when
it is out of date. Tier 1 is everyday use, tier 2 serious production, tier 3 rare; what only Nomad's paid edition has is
counted apart.

- **same**: behaves as recorded from Nomad
- **differs**: is other on purpose, for the reason that is given
- **partly**: a part is missing, or not yet as it should be
- **missing**: not there`;

const GROUPS: readonly { name: string; tier: Tier; edition: string }[] = [
  { name: '1', tier: '1', edition: 'community' },
  { name: '2', tier: '2', edition: 'community' },
  { name: '3', tier: '3', edition: 'community' },
  { name: 'paid', tier: '3', edition: 'enterprise' },
];

function countRows(title: string, findings: readonly Finding[]): string[][] {
  return GROUPS.flatMap(({ name, tier, edition }) => {
    const group = findings.filter((each) =>
      edition === 'enterprise'
        ? each.edition === edition
        : each.tier === tier && each.edition === edition,
    );
    if (group.length === 0) return [];
    const counts = STATUSES.map((status) => group.filter((each) => each.status === status).length);
    const [same = 0, differs = 0] = counts;
    const share = `${Math.floor((100 * (same + differs)) / group.length)} %`;
    return [[title, name, ...counts.map(String), String(group.length), share]];
  });
}

function renderPart({ title, method, findings }: Part): string {
  const told = findings.filter(({ status }) => status !== 'same');
  const rows = told.map(({ name, tier, edition, status, note }) => [
    `\`${name}\``,
    edition === 'community' ? tier : 'paid',
    status,
    note,
  ]);
  const same = findings.filter(({ status }) => status === 'same').map(({ name }) => `\`${name}\``);
  return [
    `## ${title}`,
    method,
    `### ${title}: not the same`,
    table(['', 'tier', 'status', 'note'], rows),
    `### ${title}: the same`,
    same.join(', '),
  ].join('\n\n');
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)));
  const widths = header.map((title, at) =>
    Math.max(3, title.length, ...escaped.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...escaped.map(line)].join(
    '\n',
  );
}
