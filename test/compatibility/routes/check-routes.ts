import type { Finding, Status } from '../report/finding.ts';
import { type Probe, readProbes, readRoutes, type Route } from '../tables/read-table.ts';
import { DELIBERATE_STATUSES, MISSING_ROUTES } from './deliberate-statuses.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

/** Longer than any of these answers takes; a stream is cut off as soon as its head has come. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Asks each route of Nomad's for what Nomad was asked, and compares the answers' statuses. */
export async function checkRoutes(api: string): Promise<Finding[]> {
  const probes = readProbes();
  const findings: Finding[] = [];
  for (const route of readRoutes()) {
    const { path, methods, tier, edition } = route;
    const compared = await Promise.all(
      methodsOf(route).map((method) => check(api, { route, method, probes })),
    );
    const status = worst(compared.map((each) => each.status));
    const note = [...new Set(compared.map((each) => each.note))].filter(Boolean).join('; ');
    findings.push({ name: `${methods} ${path}`, tier, edition, status, note });
  }
  return findings;
}

function methodsOf({ methods }: Route): Method[] {
  return METHODS.filter((method) => methods.split(',').some((each) => each.startsWith(method)));
}

const RANK: readonly Status[] = ['missing', 'partly', 'differs', 'same'];

function worst(statuses: readonly Status[]): Status {
  return RANK.find((status) => statuses.includes(status)) ?? 'same';
}

type Compared = Pick<Finding, 'status' | 'note'>;

async function check(
  api: string,
  { route, method, probes }: { route: Route; method: Method; probes: readonly Probe[] },
): Promise<Compared> {
  const probe = probeOf(route, probes);
  const path = probe?.path ?? pathOf(route);
  const { status, text } = await ask(api + path, method);
  if (isMissing(status, text)) {
    const known = MISSING_ROUTES.find((missing) => missing.path.test(path));
    return { status: 'missing', note: known?.why ?? '' };
  }
  return compare(path, { status, recorded: recordedStatus(probe?.[method]), method });
}

/** Undefined when it was not asked: what would have changed the cluster is recorded as `skipped`. */
function recordedStatus(recorded: string | undefined): number | undefined {
  const [digits] = /^\d{3}/.exec(recorded ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function compare(
  path: string,
  { status, recorded, method }: { status: number; recorded: number | undefined; method: Method },
): Compared {
  if (status === recorded) return { status: 'same', note: '' };
  const deliberate = DELIBERATE_STATUSES.find(
    ({ path: paths, nomad = recorded, steppe }) =>
      paths.test(path) && nomad === recorded && steppe.includes(status),
  );
  if (deliberate) return { status: 'differs', note: deliberate.why };
  if (recorded === undefined) return { status: 'same', note: '' };
  return { status: 'partly', note: `${method} answers ${status}, Nomad ${recorded}` };
}

/** What Steppe says of a path, or of a method on one, that it does not have. */
function isMissing(status: number, text: string): boolean {
  return (
    (status === 404 && text.startsWith('there is no ')) ||
    (status === 405 && text === 'Invalid method')
  );
}

async function ask(url: string, method: Method): Promise<{ status: number; text: string }> {
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
  const response = await fetch(url, { method, signal, redirect: 'manual' });
  const text = response.status < 400 ? '' : await response.text();
  gone.abort();
  return { status: response.status, text };
}

/** The recorded request to a route: the one whose path fits, and whose made-up parts stand at parameters only. */
function probeOf({ path }: Route, probes: readonly Probe[]): Probe | undefined {
  const [wanted = ''] = path.split('?');
  const parts = wanted.split('/');
  return probes.find((probe) => {
    const given = probe.path.split('/');
    return (
      given.length === parts.length &&
      parts.every((part, at) =>
        part.startsWith(':') ? isMadeUp(given[at] ?? '') : part === given[at],
      )
    );
  });
}

function isMadeUp(part: string): boolean {
  return part === 'nope' || part.startsWith('11111111-');
}

/** A path that nobody recorded an answer to, with made-up names. */
function pathOf({ path }: Route): string {
  return path.replaceAll(/:[a-z_]+/g, 'nope').replace('*', '');
}
