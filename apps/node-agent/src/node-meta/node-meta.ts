import { join } from 'node:path';
import { readJsonFile, writeJsonFile } from '@steppe/alloc-runner';
import { changedMeta, mergeChanges, MetaChanges } from './meta-changes.ts';

/** The metadata of a node: what its configuration says, with what people changed since, which is kept on disk. */
export class NodeMeta {
  readonly configured: Readonly<Record<string, string>>;
  readonly #path: string;
  #changes: MetaChanges;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    configured: Readonly<Record<string, string>>,
    { path, changes }: { readonly path: string; readonly changes: MetaChanges },
  ) {
    this.configured = configured;
    this.#path = path;
    this.#changes = changes;
  }

  static async load(
    stateDir: string,
    configured: Readonly<Record<string, string>>,
  ): Promise<NodeMeta> {
    const path = join(stateDir, 'node-meta.json');
    return new NodeMeta(configured, {
      path,
      changes: (await readJsonFile(path, MetaChanges)) ?? {},
    });
  }

  get changes(): MetaChanges {
    return this.#changes;
  }

  get current(): Record<string, string> {
    return { ...changedMeta(this.configured, this.#changes) };
  }

  /** Changes it, once that is on disk: one change after the other. */
  async change(more: MetaChanges): Promise<void> {
    const write = this.#changeAfter(this.#writing, more);
    // Whoever asked is told of a failure; the next one begins anew.
    this.#writing = write.catch(() => undefined);
    await write;
  }

  async #changeAfter(earlier: Promise<void>, more: MetaChanges): Promise<void> {
    await earlier;
    const changes = mergeChanges(this.#changes, more, this.configured);
    await writeJsonFile(this.#path, changes);
    this.#changes = changes;
  }
}
