import type { AllocationRow } from '../../allocation/allocation-row.ts';
import type { JobVersion } from '../../job/job-version.ts';
import type { Seq } from '../../primitives.ts';
import type { JobRow, State, TableName } from '../tables.ts';

/**
 * Says how rows look in an image. Raise it when a row gets, loses or changes a field, unless `loadImage` fills in what
 * an older image lacks: an image of another layout is not read, and the log is replayed instead.
 */
export const STATE_LAYOUT = 7;

/** The tables of a state: all of it but what follows from them. */
type Tables = Omit<State, 'seq' | 'tableSeq' | 'index'>;
export type ImageTable = keyof Tables;

/** In the order in which they are written: what others refer to comes first. A table that is missing does not compile. */
const TABLE_ORDER: Readonly<Record<ImageTable, number>> = {
  jobVersions: 1,
  jobs: 2,
  nodes: 3,
  formerNodes: 4,
  evals: 5,
  deployments: 6,
  allocs: 7,
  strays: 7,
  schedulerConfiguration: 8,
  namespaces: 12,
  nodePools: 13,
  services: 16,
  aclPolicies: 17,
  aclRoles: 18,
  aclTokens: 19,
  oneTimeTokens: 20,
  aclAuthMethods: 20,
  aclBindingRules: 20,
  aclBootstrapSeq: 21,
  variables: 22,
  rootKeys: 23,
  settingSubjectSeq: 14,
  collection: 15,
  periodicLaunches: 16,
  scalingEvents: 16,
  evalSubjectSeq: 9,
  jobSubjectSeq: 10,
  deploymentSubjectSeq: 11,
};

/** A state as it was at one seq, for a snapshot. Later entries do not change it. */
export interface StateImage {
  readonly seq: Seq;
  readonly tableSeq: Readonly<Record<TableName, Seq>>;
  readonly tables: readonly {
    readonly name: ImageTable;
    readonly entries: readonly (readonly [unknown, unknown])[];
  }[];
}

/** Rows are immutable, so that copying the references to them is enough, and quick. */
export function imageOf(state: State): StateImage {
  const { seq, tableSeq, index: _derived, ...tables } = state;
  const entries = IMAGE_TABLES.map((name) => ({ name, entries: entriesOf(tables[name]) }));
  return { seq, tableSeq: { ...tableSeq }, tables: entries };
}

/** What there is one of is a table with one row. */
function entriesOf(table: Tables[ImageTable]): (readonly [unknown, unknown])[] {
  return table instanceof Map ? [...table.entries()] : [['', table]];
}

export function isImageTable(name: string): name is ImageTable {
  return Object.hasOwn(TABLE_ORDER, name);
}

export const IMAGE_TABLES: readonly ImageTable[] = Object.keys(TABLE_ORDER)
  .filter(isImageTable)
  .toSorted((a, b) => TABLE_ORDER[a] - TABLE_ORDER[b]);

/** A job in an image: its versions are in their own table. */
export interface JobImage extends Omit<JobRow, 'current' | 'versions'> {
  readonly currentSeq: Seq;
  readonly versionSeqs: readonly Seq[];
}

/** An allocation in an image. */
export interface AllocationImage extends Omit<AllocationRow, 'jobVersion'> {
  readonly jobSeq: Seq;
}

/** A row as it is written: what it shares with others by reference is named by its seq. */
export function rowForImage(row: unknown): unknown {
  if (isJobRow(row)) {
    const { current, versions, ...rest } = row;
    return { ...rest, currentSeq: current.seq, versionSeqs: versions.map(({ seq }) => seq) };
  }
  if (isAllocationRow(row)) {
    const { jobVersion, ...rest } = row;
    return { ...rest, jobSeq: jobVersion.seq };
  }
  return row;
}

function isJobRow(row: unknown): row is { current: JobVersion; versions: readonly JobVersion[] } {
  return typeof row === 'object' && row !== null && 'current' in row && 'versions' in row;
}

function isAllocationRow(row: unknown): row is { jobVersion: JobVersion } {
  return typeof row === 'object' && row !== null && 'jobVersion' in row;
}
