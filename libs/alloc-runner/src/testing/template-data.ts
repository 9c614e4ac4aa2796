import { assertNever } from '@steppe/domain';
import type {
  ServiceAnswer,
  TemplateAnswer,
  TemplateData,
  TemplateListener,
  TemplateQuery,
} from '../template/template-data.ts';

const instance = (id: string, address: string, tags: readonly string[]): ServiceAnswer => ({
  id,
  name: 'db',
  namespace: 'default',
  nodeId: 'n1',
  datacenter: 'dc1',
  allocId: id,
  jobId: 'db',
  tags,
  address,
  port: 5432,
});

const metadata = (path: string) => ({
  path,
  namespace: 'default',
  createIndex: 1,
  modifyIndex: 2,
});

/** A cluster with one variable and one service, which a test can change. */
export class TestTemplateData implements TemplateData {
  readonly #variables = new Map<string, Record<string, string>>([
    ['nomad/jobs/web', { user: 'bob', pw: 's3cret' }],
  ]);
  readonly #services = [instance('i1', '10.0.0.1', ['primary']), instance('i2', '10.0.0.2', [])];
  readonly #watches = new Set<{
    query: TemplateQuery;
    listener: TemplateListener;
  }>();

  setVariable(path: string, items: Record<string, string>): void {
    this.#variables.set(path, items);
    for (const { query, listener } of this.#watches) listener.onAnswer(this.#answer(query));
  }

  /** Nothing can be asked any more. */
  fail(message: string): void {
    for (const { listener } of this.#watches) listener.onFailure(new Error(message));
  }

  watch(query: TemplateQuery, _asker: object, listener: TemplateListener): () => void {
    const watch = { query, listener };
    this.#watches.add(watch);
    queueMicrotask(() => {
      if (this.#watches.has(watch)) listener.onAnswer(this.#answer(query));
    });
    return () => this.#watches.delete(watch);
  }

  #answer(query: TemplateQuery): TemplateAnswer {
    switch (query.kind) {
      case 'variable': {
        const items = this.#variables.get(query.path);
        const variable = items && { ...metadata(query.path), items };
        return { kind: 'variable', variable };
      }
      case 'variables':
        return { kind: 'variables', variables: [...this.#variables.keys()].map(metadata) };
      case 'service':
        return {
          kind: 'service',
          instances: this.#services.filter(({ name }) => name === query.name),
        };
      case 'services':
        return { kind: 'services', services: [{ name: 'db', tags: ['primary'] }] };
      default:
        return assertNever(query);
    }
  }
}
