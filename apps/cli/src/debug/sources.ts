/** What is asked of the API once. */
export const CLUSTER_SOURCES: Readonly<Record<string, string>> = {
  'cluster/agent-self.json': '/v1/agent/self',
  'cluster/leader.json': '/v1/status/leader',
  'cluster/members.json': '/v1/agent/members',
  'cluster/namespaces.json': '/v1/namespaces',
  'cluster/nodes.json': '/v1/nodes',
  'cluster/regions.json': '/v1/regions',
};

/** What is asked of the API at each interval. */
export const INTERVAL_SOURCES: Readonly<Record<string, string>> = {
  'allocations.json': '/v1/allocations?namespace=*',
  'csi-plugins.json': '/v1/plugins?type=csi',
  'csi-volumes.json': '/v1/volumes?type=csi&namespace=*',
  'deployments.json': '/v1/deployments?namespace=*',
  'evaluations.json': '/v1/evaluations?namespace=*',
  'jobs.json': '/v1/jobs?namespace=*',
  'license.json': '/v1/operator/license',
  'metrics.json': '/v1/metrics',
  'nodes.json': '/v1/nodes',
  'operator-autopilot-health.json': '/v1/operator/autopilot/health',
  'operator-raft.json': '/v1/operator/raft/configuration',
  'operator-scheduler.json': '/v1/operator/scheduler/configuration',
};
