import type { IncomingMessage } from 'node:http';

const JOB_PATH = '/v1/job/';
const VARIABLE_PATH = '/v1/var/';

/** What may follow a job's ID in a path. */
const JOB_ACTIONS: readonly string[] = [
  '/allocations',
  '/evaluations',
  '/evaluate',
  '/summary',
  '/deployments',
  '/deployment',
  '/versions',
  '/submission',
  '/plan',
  '/dispatch/payload',
  '/dispatch',
  '/revert',
  '/stable',
  '/scale',
  '/services',
  '/actions',
  '/action',
  '/periodic/force',
];

/** The name of a version is between two parts that may follow. */
const TAG_PATH = /\/versions\/[^/]+\/tag$/;

/**
 * Makes a request routable: a job's ID may have slashes, and PUT means what POST means. Called before the
 * router sees the request.
 *
 * @returns the URL to route.
 */
export function normalizeRequest(request: Pick<IncomingMessage, 'method' | 'url'>): string {
  // PUT is nowhere anything else than POST in this API, and Nomad's own clients send either.
  if (request.method === 'PUT') request.method = 'POST';
  return escapeVariablePath(escapeJobId(request.url ?? '/'));
}

/** `/v1/var/a/b` becomes `/v1/var/a%2Fb`. */
function escapeVariablePath(url: string): string {
  if (!url.startsWith(VARIABLE_PATH)) return url;
  const [path = '', ...query] = url.slice(VARIABLE_PATH.length).split('?');
  return [`${VARIABLE_PATH}${path.replaceAll('/', '%2F')}`, ...query].join('?');
}

/** `/v1/job/a/b/summary` becomes `/v1/job/a%2Fb/summary`. */
export function escapeJobId(url: string): string {
  if (!url.startsWith(JOB_PATH)) return url;
  const [path = '', ...query] = url.slice(JOB_PATH.length).split('?');
  const [tag] = path.endsWith('/tag') ? (TAG_PATH.exec(path) ?? []) : [];
  const rest = tag ?? JOB_ACTIONS.find((action) => path.endsWith(action)) ?? '';
  const id = path.slice(0, path.length - rest.length);
  return [`${JOB_PATH}${id.replaceAll('/', '%2F')}${rest}`, ...query].join('?');
}
