import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  assertNever,
  canonicalJson,
  serviceInstances,
  type Permissions,
  type State,
  type TableName,
  variableKey,
  type VariableRow,
} from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import {
  TEMPLATE_DATA_SUBJECT,
  TEMPLATE_DATA_WAIT_MS,
  type TemplateDataAnswer,
  type TemplateDataQuery,
  type TemplateDataReply,
  TemplateDataRequest,
} from '@steppe/nest-kit';
import { Access } from '../access/access.service.ts';
import { Keyring } from '../keyring/keyring.ts';
import { Changes } from '../reads/changes.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';

/** Answers agents what templates of tasks show: once there is something else than they know. */
@Injectable()
export class TemplateData {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Changes) private readonly changes: Changes,
    @Inject(Access) private readonly access: Access,
    @Inject(Keyring) private readonly keyring: Keyring,
  ) {}

  serve(live: LiveBus): Served {
    return live.serve(TEMPLATE_DATA_SUBJECT, ({ payload, signal }) =>
      this.#answer(TemplateDataRequest.parse(payload), signal),
    );
  }

  async #answer(
    { query, asker, known }: TemplateDataRequest,
    signal: AbortSignal,
  ): Promise<TemplateDataReply> {
    const lookUp = (state: State): Found =>
      find(state, query, this.access.permissionsOfTask(asker));
    const isNew = (state: State): boolean => digestOf(lookUp(state)) !== known;
    await this.changes.until(isNew, {
      tables: TABLES_OF[query.kind],
      timeoutMs: TEMPLATE_DATA_WAIT_MS,
      signal,
    });
    const found = lookUp(this.reads.state);
    return { digest: digestOf(found), answer: await this.#answerOf(found) };
  }

  async #answerOf(found: Found): Promise<TemplateDataAnswer> {
    if (found.kind !== 'variable') return found;
    const { kind, row } = found;
    if (row === undefined) return { kind };
    const items = await this.keyring.open(row.sealed, row);
    return { kind, variable: { ...metadataOf(row), items } };
  }
}

const TABLES_OF: Readonly<Record<TemplateDataQuery['kind'], readonly TableName[]>> = {
  service: ['services'],
  services: ['services'],
  variable: ['variables', 'aclPolicies'],
  variables: ['variables', 'aclPolicies'],
};

/** An answer, with a variable that is still sealed: to know whether it has changed nobody needs to open it. */
type Found =
  | Exclude<TemplateDataAnswer, { kind: 'variable' }>
  | { readonly kind: 'variable'; readonly row: VariableRow | undefined };

/** What the task may not read is for it as if it were not there. */
function find(state: State, query: TemplateDataQuery, permissions: Permissions): Found {
  switch (query.kind) {
    case 'service': {
      const rows = serviceInstances(state, query);
      return { kind: 'service', instances: rows.map(({ instance }) => instance) };
    }
    case 'services':
      return { kind: 'services', services: servicesIn(state, query.namespace) };
    case 'variable': {
      const isAllowed = permissions.allowsVariable(query, 'read');
      const row = state.variables.get(variableKey(query.namespace, query.path));
      return { kind: 'variable', row: isAllowed ? row : undefined };
    }
    case 'variables': {
      const rows = [...state.variables.values()].filter(
        (row) =>
          row.namespace === query.namespace &&
          row.path.startsWith(query.prefix) &&
          permissions.allowsVariable(row, 'list'),
      );
      const variables = rows.map(metadataOf).toSorted((a, b) => compareText(a.path, b.path));
      return { kind: 'variables', variables };
    }
    default:
      return assertNever(query);
  }
}

function servicesIn(state: State, namespace: string): { name: string; tags: string[] }[] {
  const tagsOf = new Map<string, Set<string>>();
  for (const { instance } of serviceInstances(state, { namespace })) {
    const tags = tagsOf.get(instance.name) ?? new Set();
    for (const tag of instance.tags) tags.add(tag);
    tagsOf.set(instance.name, tags);
  }
  return [...tagsOf]
    .map(([name, tags]) => ({ name, tags: [...tags].toSorted() }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function metadataOf({ path, namespace, createSeq, modifySeq }: VariableRow) {
  return { path, namespace, createIndex: createSeq, modifyIndex: modifySeq };
}

function digestOf(found: Found): string {
  return createHash('sha256').update(canonicalJson(found)).digest('base64url').slice(0, 22);
}
