import type { StreamEvent, TopicFilter } from '@steppe/api-contract';
import { type Permissions, type State, SteppeError } from '@steppe/domain';

/** Who may read each topic, beside those who may do everything. */
export function seesEvent(permissions: Permissions, event: StreamEvent): boolean {
  if (permissions.isManagement) return true;
  const { topic, namespace, key: path } = event;
  if (topic === 'Node') return permissions.allowsArea('node', 'read');
  if (topic === 'Variable') return permissions.allowsVariable({ namespace, path }, 'list');
  return JOB_TOPICS.has(topic) && permissions.allowsNamespace(namespace, 'read-job');
}

const JOB_TOPICS: ReadonlySet<string> = new Set([
  'Job',
  'Evaluation',
  'Allocation',
  'Deployment',
  'Service',
]);

/** @throws SteppeError `PERMISSION_DENIED` when a topic is asked for of which nothing could be shown. */
export function checkTopics(permissions: Permissions, { topics, namespace }: TopicFilter): void {
  const isAllowed = [...topics.keys()].every((topic) => {
    if (permissions.isManagement || topic === 'Variable') return true;
    if (topic === 'Node') return permissions.allowsArea('node', 'read');
    if (!JOB_TOPICS.has(topic)) return false;
    return namespace === '*' || permissions.allowsNamespace(namespace, 'read-job');
  });
  if (!isAllowed) throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
}

/** Asks again what a token allows, once anything of the ACLs has changed or some time has passed. */
export class StreamPermit {
  readonly #ask: () => Promise<Permissions>;
  readonly #version: () => number;
  #permissions: Permissions;
  #seenVersion: number;

  constructor(
    permissions: Permissions,
    { ask, version }: { ask: () => Promise<Permissions>; version: () => number },
  ) {
    this.#permissions = permissions;
    this.#ask = ask;
    this.#version = version;
    this.#seenVersion = version();
  }

  sees(event: StreamEvent): boolean {
    return seesEvent(this.#permissions, event);
  }

  /** False once the token counts for nothing, or for less than a topic that was asked for. */
  isValid(filter: TopicFilter): boolean | Promise<boolean> {
    const version = this.#version();
    return version === this.#seenVersion || this.#askAgain(filter, version);
  }

  async #askAgain(filter: TopicFilter, version: number): Promise<boolean> {
    try {
      this.#permissions = await this.#ask();
      checkTopics(this.#permissions, filter);
    } catch (error) {
      if (error instanceof SteppeError && error.code === 'PERMISSION_DENIED') return false;
      throw error;
    }
    this.#seenVersion = version;
    return true;
  }
}

/** Changes whenever what any token allows may have changed. */
export function aclVersion({ tableSeq }: State): number {
  return Math.max(tableSeq.aclPolicies, tableSeq.aclRoles, tableSeq.aclTokens);
}
