import type { ShownConfig } from '@steppe/job-api';

/** What tells one agent from another. */
export interface AgentSelf {
  readonly name: string;
  readonly config: ShownConfig;
  readonly nodeId: string;
}

export interface OwnAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What a client tells of itself, which no server must answer for it; undefined for whatever else is asked. */
export function ownAnswerTo(
  url: string,
  { name, nodeId, config }: AgentSelf,
): OwnAnswer | undefined {
  const { pathname, searchParams } = new URL(url, 'http://agent');
  if (pathname === '/v1/agent/self') {
    return json(200, {
      config,
      member: { Name: name },
      stats: { client: { node_id: nodeId } },
    });
  }
  if (pathname !== '/v1/agent/health') return undefined;
  if (searchParams.get('type') !== 'server') return json(200, { client: OK });
  const noServer = JSON.stringify({ server: { ok: false, message: 'server not enabled' } });
  return { status: 500, type: 'text/plain; charset=utf-8', text: noServer };
}

const OK = { message: 'ok', ok: true };

function json(status: number, body: unknown): OwnAnswer {
  return { status, type: 'application/json', text: JSON.stringify(body) };
}

/** What a server would tell of itself, but this agent is asked for. */
const OF_THE_NODE = new Set([
  '/v1/metrics',
  '/v1/client/stats',
  '/v1/client/metadata',
  '/v1/client/gc',
  '/v1/client/identity',
  '/v1/client/identity/renew',
  '/v1/agent/monitor',
]);

/** Has a server tell of this agent's node, unless another one or a server is named. */
export function aboutThisNode(url: string, nodeId: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const asked = new URLSearchParams(query);
  const isNamed = asked.has('node_id') || asked.has('server_id');
  if (!OF_THE_NODE.has(path) || isNamed) return url;
  return `${path}?${query === '' ? '' : `${query}&`}node_id=${nodeId}`;
}
