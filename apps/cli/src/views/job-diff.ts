import type { DiffType, FieldDiff, JobDiff, ObjectDiff, TaskGroupDiff } from '@steppe/api-contract';
import type { Paint } from '../terminal.ts';

const MARKERS: Readonly<Record<DiffType, string>> = {
  None: '',
  Added: '+ ',
  Deleted: '- ',
  Edited: '+/- ',
};

interface Parts {
  readonly Fields: readonly FieldDiff[] | null;
  readonly Objects: readonly ObjectDiff[] | null;
}

/** What changes in a job. Of what is new or gone as a whole, the parts are not listed. */
export function jobDiffBlock(diff: JobDiff, { bold }: { bold: Paint }): string {
  const { Type, ID, TaskGroups } = diff;
  const own = Type === 'Edited' ? parts(diff, '') : [];
  const groups = (TaskGroups ?? []).map((group) => groupLines(group, bold).join('\n'));
  const head = [`${MARKERS[Type]}${bold(`Job: "${ID}"`)}`, ...own].join('\n');
  return [head, groups.join('\n\n')].join('\n');
}

function groupLines(group: TaskGroupDiff, bold: Paint): string[] {
  const { Type, Name, Tasks, Updates } = group;
  const updates = Object.entries(Updates ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => `${count} ${what}`);
  const what = updates.length === 0 ? '' : ` (${updates.join(', ')})`;
  const own = Type === 'Edited' ? parts(group, '  ') : [];
  const tasks = (Tasks ?? []).flatMap((task) => {
    const forced = annotations(task.Annotations);
    const title = `  ${MARKERS[task.Type]}${bold(`Task: "${task.Name}"`)}${forced}`;
    return [title, ...(task.Type === 'Edited' ? parts(task, '    ') : [])];
  });
  return [`${MARKERS[Type]}${bold(`Task Group: "${Name}"`)}${what}`, ...own, ...tasks];
}

/** Fields with their values under each other, then blocks; markers end in one column. */
function parts({ Fields, Objects }: Parts, indent: string): string[] {
  const [fields, objects] = [Fields ?? [], Objects ?? []];
  const markerWidth = Math.max(0, ...[...fields, ...objects].map(({ Type }) => widthOf(Type)));
  const nameWidth = Math.max(0, ...fields.map(({ Name }) => Name.length));
  const marked = (type: DiffType): string => indent + MARKERS[type].padEnd(markerWidth);
  return [
    ...fields.map((field) => {
      const name = `${field.Name}:`.padEnd(nameWidth + 1);
      return `${marked(field.Type)}${name} ${valueOf(field)}${annotations(field.Annotations)}`;
    }),
    ...objects.flatMap((object) => [
      `${marked(object.Type)}${object.Name} {`,
      ...parts(object, `${indent}  `),
      `${indent}${' '.repeat(markerWidth)}}`,
    ]),
  ];
}

function widthOf(type: DiffType): number {
  return MARKERS[type].length;
}

function valueOf({ Type, Old, New }: FieldDiff): string {
  if (Type === 'Edited') return `${quoted(Old)} => ${quoted(New)}`;
  return quoted(Type === 'Deleted' ? Old : New);
}

/** On one line, whatever the text, e.g. that of a template. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function annotations(notes: readonly string[] | null): string {
  return notes === null || notes.length === 0 ? '' : ` (${notes.join(', ')})`;
}
