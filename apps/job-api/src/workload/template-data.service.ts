import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  assertNever,
  canonicalJson,
  serviceInstances,
  type State,
  type TableName,
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
import { Changes } from '../reads/changes.ts';
import { Reads } from '../reads/reads.service.ts';

/** Answers agents what templates of tasks show: once there is something else than they know. */
@Injectable()
export class TemplateData {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Changes) private readonly changes: Changes,
  ) {}

  serve(live: LiveBus): Served {
    return live.serve(TEMPLATE_DATA_SUBJECT, ({ payload, signal }) =>
      this.#answer(TemplateDataRequest.parse(payload), signal),
    );
  }

  async #answer(
    { query, known }: TemplateDataRequest,
    signal: AbortSignal,
  ): Promise<TemplateDataReply> {
    const isNew = (state: State): boolean => digestOf(answerOf(state, query)) !== known;
    await this.changes.until(isNew, {
      tables: TABLES_OF[query.kind],
      timeoutMs: TEMPLATE_DATA_WAIT_MS,
      signal,
    });
    const answer = answerOf(this.reads.state, query);
    return { digest: digestOf(answer), answer };
  }
}

const TABLES_OF: Readonly<Record<TemplateDataQuery['kind'], readonly TableName[]>> = {
  service: ['services'],
  services: ['services'],
  variable: [],
  variables: [],
};

function answerOf(state: State, query: TemplateDataQuery): TemplateDataAnswer {
  switch (query.kind) {
    case 'service': {
      const rows = serviceInstances(state, query);
      return { kind: 'service', instances: rows.map(({ instance }) => instance) };
    }
    case 'services':
      return { kind: 'services', services: servicesIn(state, query.namespace) };
    case 'variable':
      return { kind: 'variable' };
    case 'variables':
      return { kind: 'variables', variables: [] };
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

function digestOf(answer: TemplateDataAnswer): string {
  return createHash('sha256').update(canonicalJson(answer)).digest('base64url').slice(0, 22);
}
