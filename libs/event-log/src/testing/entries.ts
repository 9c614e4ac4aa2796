import { type Commit, subjects } from '@steppe/domain';

export const nodeSubject = (nodeId: string): string => subjects.node(nodeId);

/** A small commit for tests; `mark` makes each one recognisable. */
export function deregisteredNode(nodeId: string, mark = 'test'): Commit {
  return {
    v: 1,
    atMs: 1,
    actor: mark,
    events: [{ type: 'NodeDeregistered', v: 1, nodeId }],
  };
}
