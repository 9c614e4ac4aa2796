import type { FuzzyMatch, FuzzySearchContext } from '@steppe/api-contract';
import {
  type AllocationRow,
  allocationName,
  type Job,
  type Permissions,
  type State,
  type Task,
  type TaskGroup,
} from '@steppe/domain';
import { compareText } from '../reads/page.ts';

export interface FuzzyQuery {
  readonly text: string;
  readonly context: FuzzySearchContext;
  readonly asker: Asker;
  /** How many of each kind are shown. */
  readonly limit: number;
}

/** Who searches, and in which namespaces. */
export interface Asker {
  readonly permissions: Permissions;
  readonly inScope: (namespace: string) => boolean;
}

export interface FuzzyMatches {
  /** By kind: jobs are found by their own names and by those of their groups, tasks, services, images, commands. */
  readonly matches: Record<string, FuzzyMatch[]>;
  /** Of which contexts not all is shown. */
  readonly truncations: Record<string, boolean>;
}

/** A name that may contain the text, and where it is, from the outermost in. */
interface Named {
  readonly kind: string;
  readonly name: string;
  readonly scope: readonly string[];
}

/** Finds what contains a text, in any case of its letters; IDs that nobody types are found by their beginning. */
export function fuzzyMatches(state: State, query: FuzzyQuery): FuzzyMatches {
  const text = query.text.toLowerCase();
  const matches: FuzzyMatches['matches'] = {};
  const truncations: FuzzyMatches['truncations'] = {};
  for (const [context, namesOf] of Object.entries(NAMES)) {
    if (query.context !== 'all' && query.context !== context) continue;
    truncations[context] = false;
    const found = namesOf(state, query.asker)
      .map((named) => ({ ...named, at: named.name.toLowerCase().indexOf(text) }))
      .filter(({ at, kind }) => (BY_PREFIX.has(kind) ? at === 0 : at !== -1));
    for (const [kind, ofKind] of Map.groupBy(found, (each) => each.kind)) {
      matches[kind] = ofKind
        .toSorted((a, b) => a.at - b.at || compareText(a.name, b.name))
        .slice(0, query.limit)
        .map(({ name, scope }) => ({
          ID: name,
          ...(scope.length > 0 ? { Scope: [...scope] } : {}),
        }));
      if (ofKind.length > query.limit) truncations[context] = true;
    }
    if (BY_PREFIX.has(context)) matches[context] ??= [];
  }
  return { matches, truncations };
}

const BY_PREFIX: ReadonlySet<string> = new Set(['evals', 'deployment']);

type NamesOf = (state: State, asker: Asker) => Named[];

const NAMES: Readonly<Record<Exclude<FuzzySearchContext, 'all' | NotThere>, NamesOf>> = {
  jobs: ({ jobs }, { inScope }) =>
    [...jobs.values()]
      .map(({ current }) => current.job)
      .filter((job) => inScope(job.namespace))
      .flatMap(namesOfJob),
  allocs: ({ allocs }, { inScope }) =>
    [...allocs.values()]
      .filter(({ jobVersion }) => inScope(jobVersion.job.namespace))
      .map(namedAllocation),
  evals: ({ evals }, { inScope }) =>
    [...evals.values()]
      .filter(({ evaluation }) => inScope(evaluation.namespace))
      .map(({ evaluation }) => ({ kind: 'evals', name: evaluation.id, scope: [] })),
  deployment: ({ deployments }, { inScope }) =>
    [...deployments.values()]
      .filter(({ deployment }) => inScope(deployment.namespace))
      .map(({ deployment }) => ({ kind: 'deployment', name: deployment.id, scope: [] })),
  nodes: ({ nodes }, { permissions }) =>
    [...nodes.values()]
      .filter(() => permissions.allowsArea('node', 'read'))
      .map(({ node }) => ({ kind: 'nodes', name: node.name, scope: [node.id] })),
  node_pools: ({ nodePools }, { permissions }) =>
    [...nodePools.keys()]
      .filter((name) => permissions.allowsNodePool(name, 'read'))
      .map((name) => ({ kind: 'node_pools', name, scope: [] })),
  namespaces: ({ namespaces }, { permissions }) =>
    [...namespaces.keys()]
      .filter((name) => permissions.seesNamespace(name))
      .map((name) => ({ kind: 'namespaces', name, scope: [] })),
};

/** Of these there are none to find; variables are listed by their paths alone. */
type NotThere = 'plugins' | 'volumes' | 'host_volumes' | 'scaling_policy' | 'vars';

function namedAllocation({ id, jobVersion: { job }, groupName, index }: AllocationRow): Named {
  const name = allocationName(job.id, groupName, index);
  return { kind: 'allocs', name, scope: [job.namespace, id] };
}

function namesOfJob(job: Job): Named[] {
  const scope = [job.namespace, job.id];
  return [
    { kind: 'jobs', name: job.name, scope },
    ...job.groups.flatMap((group) => namesOfGroup(group, scope)),
  ];
}

function namesOfGroup(group: TaskGroup, jobScope: readonly string[]): Named[] {
  const scope = [...jobScope, group.name];
  return [
    { kind: 'groups', name: group.name, scope: jobScope },
    ...servicesOf(group, scope),
    ...group.tasks.flatMap((task) => namesOfTask(task, scope)),
  ];
}

/** What a driver's configuration names. */
const CONFIG_KINDS = { image: 'images', command: 'commands', class: 'classes' } as const;

function namesOfTask(task: Task, groupScope: readonly string[]): Named[] {
  const scope = [...groupScope, task.name];
  const configured = Object.entries(CONFIG_KINDS).flatMap(([key, kind]) => {
    const name = task.config[key];
    return typeof name === 'string' ? [{ kind, name, scope }] : [];
  });
  return [
    { kind: 'tasks', name: task.name, scope: groupScope },
    ...servicesOf(task, scope),
    ...configured,
  ];
}

function servicesOf({ extra }: Task | TaskGroup, scope: readonly string[]): Named[] {
  const services: unknown = extra['Services'];
  if (!Array.isArray(services)) return [];
  return services
    .map((service: unknown) => nameOf(service))
    .filter((name) => name !== undefined)
    .map((name) => ({ kind: 'services', name, scope }));
}

function nameOf(service: unknown): string | undefined {
  if (typeof service !== 'object' || service === null || !('Name' in service)) return undefined;
  return typeof service.Name === 'string' ? service.Name : undefined;
}
