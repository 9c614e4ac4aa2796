import type { DesiredUpdates } from '@steppe/domain';
import type { WireJob } from '../wire-job.ts';
import { diffFields, isPart, type Part } from './diff-fields.ts';
import { diffObjects } from './diff-objects.ts';
import type { DiffType, FieldDiff, JobDiff, TaskDiff, TaskGroupDiff } from './job-diff.ts';
import { updatesToWire } from './updates.ts';

type Updates = Readonly<Record<string, DesiredUpdates>>;

/** What the servers note on a job; no version differs in it. */
const NOTED = new Set(
  'Stop Status StatusDescription Stable Version SubmitTime CreateIndex ModifyIndex JobModifyIndex'.split(
    ' ',
  ),
);

/**
 * What changes from one version of a job to another, in Nomad's shape.
 *
 * @param before undefined when there is no such job yet.
 * @param updates what a plan does to the allocations of each group; undefined: between two versions of the past, of
 *   which nothing is said that they force.
 */
export function diffJobs(before: WireJob | undefined, after: WireJob, updates?: Updates): JobDiff {
  const [old, now] = [without(before ?? {}, NOTED), without(after, NOTED)];
  const Fields = changed(diffFields(old, now));
  const Objects = diffObjects(old, now, new Set(['TaskGroups']));
  const groups = pairs(old['TaskGroups'], now['TaskGroups']);
  const diffs = groups.map((pair) => diffGroup(pair, updates?.[pair.name]));
  const TaskGroups = updates ? diffs : diffs.map(withoutForces);
  const isEdited =
    Fields.length + Objects.length > 0 || TaskGroups.some(({ Type }) => Type !== 'None');
  const Type: DiffType = !before ? 'Added' : isEdited ? 'Edited' : 'None';
  return {
    Type,
    ID: after.ID ?? '',
    Fields: nullIfNone(Fields),
    Objects: nullIfNone(Objects),
    TaskGroups,
  };
}

function withoutForces({ Fields, Tasks, ...group }: TaskGroupDiff): TaskGroupDiff {
  return {
    ...group,
    Fields: Fields?.map((field) => ({ ...field, Annotations: null })) ?? null,
    Tasks: Tasks?.map((task) => ({ ...task, Annotations: null })) ?? null,
  };
}

interface Pair {
  readonly name: string;
  readonly old: Part | undefined;
  readonly now: Part | undefined;
}

function diffGroup(pair: Pair, updates: DesiredUpdates | undefined): TaskGroupDiff {
  const [old, now] = [pair.old ?? {}, pair.now ?? {}];
  const Fields = changed(diffFields(old, now)).map(annotateCount);
  const Objects = diffObjects(old, now, new Set(['Tasks']));
  const tasks = pairs(old['Tasks'], now['Tasks']).map(diffTask);
  const isEdited = Fields.length + Objects.length > 0 || tasks.some(({ Type }) => Type !== 'None');
  return {
    Type: typeOfPair(pair, isEdited),
    Name: pair.name,
    Fields: nullIfNone(Fields),
    Objects: nullIfNone(Objects),
    Tasks: tasks,
    Updates: updates ? updatesToWire(updates) : null,
  };
}

function diffTask(pair: Pair): TaskDiff {
  const [old, now] = [pair.old ?? {}, pair.now ?? {}];
  const Fields = changed(diffFields(old, now));
  const Objects = diffObjects(old, now);
  const Type = typeOfPair(pair, Fields.length + Objects.length > 0);
  const isDestructive =
    Fields.some(({ Name }) => Name !== 'KillTimeout') ||
    Objects.some(({ Name }) => !IN_PLACE.has(Name));
  const forces = { None: undefined, Added: 'create', Deleted: 'destroy' } as const;
  const edited = isDestructive ? 'create/destroy update' : 'in-place update';
  const forced = Type === 'Edited' ? edited : forces[Type];
  return {
    Type,
    Name: pair.name,
    Fields: nullIfNone(Fields),
    Objects: nullIfNone(Objects),
    Annotations: forced === undefined ? null : [`forces ${forced}`],
  };
}

/** Blocks of a task that change while it runs. Source: Nomad's annotations of a plan. */
const IN_PLACE = new Set(['LogConfig', 'Service', 'Constraint']);

function annotateCount(field: FieldDiff): FieldDiff {
  if (field.Name !== 'Count' || field.Type !== 'Edited') return field;
  const grows = Number(field.New) > Number(field.Old);
  return { ...field, Annotations: [grows ? 'forces create' : 'forces destroy'] };
}

/** Groups and tasks are the same when they have the same name. */
function pairs(before: unknown, after: unknown): Pair[] {
  const [old, now] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return names.map((name) => ({ name, old: old.get(name), now: now.get(name) }));
}

function byName(list: unknown): Map<string, Part> {
  const parts = Array.isArray(list) ? list.filter(isPart) : [];
  return new Map(parts.map((part) => [String(part['Name']), without(part, new Set(['Name']))]));
}

function typeOfPair({ old, now }: Pair, isEdited: boolean): DiffType {
  if (!old) return 'Added';
  return now ? (isEdited ? 'Edited' : 'None') : 'Deleted';
}

function changed(fields: readonly FieldDiff[]): FieldDiff[] {
  return fields.filter(({ Type }) => Type !== 'None');
}

function without(part: Part, names: ReadonlySet<string>): Part {
  return Object.fromEntries(Object.entries(part).filter(([name]) => !names.has(name)));
}

function nullIfNone<T>(list: readonly T[]): T[] | null {
  return list.length === 0 ? null : [...list];
}
