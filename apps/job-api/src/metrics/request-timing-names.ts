import { routePattern } from '../http/route-pattern.ts';

/** Under which of Nomad's metrics the time of a route is told; of the others nobody asks. Parameters are `*`. */
const NAMES: Readonly<Record<string, string>> = {
  'GET /v1/jobs': 'job.list',
  'POST /v1/jobs': 'job.register',
  'POST /v1/validate/job': 'job.validate',
  'GET /v1/job/*': 'job.get_job',
  'POST /v1/job/*': 'job.register',
  'DELETE /v1/job/*': 'job.deregister',
  'GET /v1/job/*/allocations': 'job.allocations',
  'GET /v1/job/*/evaluations': 'job.evaluations',
  'GET /v1/job/*/deployments': 'job.deployments',
  'GET /v1/job/*/deployment': 'job.latest_deployment',
  'GET /v1/job/*/versions': 'job.get_job_versions',
  'GET /v1/job/*/submission': 'job.get_job_submission',
  'GET /v1/job/*/scale': 'job.scale_status',
  'GET /v1/job/*/summary': 'job_summary.get_job_summary',
  'POST /v1/job/*/plan': 'job.plan',
  'POST /v1/job/*/dispatch': 'job.dispatch',
  'POST /v1/job/*/evaluate': 'job.evaluate',
  'POST /v1/job/*/revert': 'job.revert',
  'POST /v1/job/*/scale': 'job.scale',
  'POST /v1/job/*/stable': 'job.stable',
  'POST /v1/job/*/periodic/force': 'periodic.force',
  'GET /v1/allocations': 'alloc.list',
  'GET /v1/allocation/*': 'alloc.get_alloc',
  'POST /v1/allocation/*/stop': 'alloc.stop',
  'GET /v1/evaluations': 'eval.list',
  'GET /v1/evaluations/count': 'eval.count',
  'GET /v1/evaluation/*': 'eval.get_eval',
  'GET /v1/evaluation/*/allocations': 'eval.allocations',
  'GET /v1/deployments': 'deployment.list',
  'GET /v1/deployment/*': 'deployment.get_deployment',
  'GET /v1/deployment/allocations/*': 'deployment.allocations',
  'POST /v1/deployment/fail/*': 'deployment.fail',
  'POST /v1/deployment/pause/*': 'deployment.pause',
  'POST /v1/deployment/promote/*': 'deployment.promote',
  'GET /v1/nodes': 'client.list',
  'GET /v1/node/*': 'client.get_node',
  'GET /v1/node/*/allocations': 'client.get_allocs',
  'POST /v1/node/*/drain': 'client.update_drain',
  'POST /v1/node/*/eligibility': 'client.update_eligibility',
  'POST /v1/node/*/evaluate': 'client.evaluate',
  'GET /v1/client/allocation/*/stats': 'client_allocations.stats',
  'GET /v1/client/allocation/*/checks': 'client_allocations.checks',
  'POST /v1/client/allocation/*/restart': 'client_allocations.restart',
  'POST /v1/client/allocation/*/signal': 'client_allocations.signal',
  'GET /v1/client/stats': 'client_stats.stats',
  'GET /v1/client/fs/ls/*': 'file_system.list',
  'GET /v1/client/fs/stat/*': 'file_system.stat',
  'POST /v1/search': 'search.prefix_search',
  'POST /v1/search/fuzzy': 'search.fuzzy_search',
  'GET /v1/services': 'service_registration.list',
  'GET /v1/service/*': 'service_registration.get_service',
  'GET /v1/namespaces': 'namespace.list_namespace',
  'GET /v1/namespace/*': 'namespace.get_namespace',
  'GET /v1/node/pools': 'node_pool.list',
  'GET /v1/node/pool/*': 'node_pool.get_node_pool',
  'GET /v1/vars': 'variables.list',
  'GET /v1/var/*': 'variables.read',
};

/**
 * Nomad's name of the metric without its prefix, e.g. `nomad.job.list`.
 *
 * @param url as the router knows it, e.g. `/v1/job/:jobId`.
 */
export function requestTimingName(method: string, url: string): string | undefined {
  const verb = method === 'PUT' ? 'POST' : method;
  const name = NAMES[`${verb} ${routePattern(url)}`];
  return name === undefined ? undefined : `nomad.${name}`;
}
