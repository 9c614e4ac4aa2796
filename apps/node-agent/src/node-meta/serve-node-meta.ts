import { token } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';
import { parseRequest } from '../live/log-request.ts';
import { MetaChanges } from './meta-changes.ts';
import type { NodeMeta } from './node-meta.ts';

const ChangeRequest = z.object({ changes: MetaChanges });

/** Answers what the metadata of this node is, and changes it. */
export function serveNodeMeta({
  live,
  nodeId,
  meta,
  onChange,
}: {
  readonly live: LiveBus;
  readonly nodeId: string;
  readonly meta: NodeMeta;
  readonly onChange: () => void;
}): readonly Served[] {
  const answer = () => ({
    current: meta.current,
    changes: meta.changes,
    configured: meta.configured,
  });
  return [
    live.serve(`agent.${token(nodeId)}.meta`, async () => answer()),
    live.serve(`agent.${token(nodeId)}.meta-change`, async ({ payload }) => {
      await meta.change(parseRequest(ChangeRequest, payload).changes);
      onChange();
      return answer();
    }),
  ];
}
