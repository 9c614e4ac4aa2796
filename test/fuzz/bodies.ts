const JOB = {
  ID: 'hello',
  Name: 'hello',
  Type: 'service',
  Datacenters: ['dc1'],
  Constraints: [{ LTarget: '${attr.kernel.name}', RTarget: 'linux', Operand: '=' }],
  Update: { MaxParallel: 1, Canary: 1, HealthCheck: 'checks', MinHealthyTime: 10_000_000_000 },
  TaskGroups: [
    {
      Name: 'g',
      Count: 2,
      Networks: [{ Mode: 'host', DynamicPorts: [{ Label: 'http', To: 80 }] }],
      Services: [{ Name: 'web', PortLabel: 'http', Provider: 'nomad' }],
      Tasks: [
        {
          Name: 't',
          Driver: 'docker',
          Config: { image: 'x', args: ['-v'] },
          Env: { A: 'b' },
          Resources: { CPU: 100, MemoryMB: 64 },
          Templates: [{ EmbeddedTmpl: '{{ env "A" }}', DestPath: 'local/a' }],
        },
      ],
    },
  ],
  Meta: { a: 'b' },
};

/** Bodies that are right, by the route that takes them: what is changed a little gets further than what is made up. */
export const GOOD_BODIES: Readonly<Record<string, object>> = {
  '/v1/jobs': { Job: JOB },
  '/v1/validate/job': { Job: JOB },
  '/v1/jobs/statuses': { Jobs: [{ ID: 'hello', Namespace: 'default' }] },
  '/v1/job/{jobId}/plan': { Job: JOB, Diff: true },
  '/v1/job/{jobId}': { Job: JOB },
  '/v1/job/{jobId}/scale': { Count: 3, Target: { Group: 'g' }, Message: 'more' },
  '/v1/job/{jobId}/evaluate': { JobID: 'hello', EvalOptions: { ForceReschedule: true } },
  '/v1/job/{jobId}/revert': { JobID: 'hello', JobVersion: 0 },
  '/v1/job/{jobId}/stable': { JobID: 'hello', JobVersion: 0, Stable: true },
  '/v1/search': { Prefix: 'he', Context: 'all' },
  '/v1/search/fuzzy': { Text: 'hello', Context: 'all', Namespace: '*' },
  '/v1/namespace': { Name: 'web', Description: 'x', Meta: { a: 'b' } },
  '/v1/node/pools': { Name: 'web', Description: 'x' },
  '/v1/var/{path}': { Items: { key: 'value' } },
  '/v1/acl/policy/{name}': { Name: 'web', Rules: 'namespace "default" { policy = "read" }' },
  '/v1/acl/token': { Name: 'web', Type: 'management', ExpirationTTL: '1h' },
  '/v1/acl/role': { Name: 'web', Policies: [{ Name: 'web' }] },
  '/v1/acl/auth-method': {
    Name: 'web',
    Type: 'JWT',
    TokenLocality: 'local',
    MaxTokenTTL: '1h',
    Config: { JWTValidationPubKeys: ['x'], ClaimMappings: { a: 'b' } },
  },
  '/v1/acl/binding-rule': {
    AuthMethod: 'web',
    Selector: 'value.a == "b"',
    BindType: 'policy',
    BindName: '${value.a}',
  },
  '/v1/acl/login': { AuthMethodName: 'web', LoginToken: 'a.b.c' },
  '/v1/operator/scheduler/configuration': { SchedulerAlgorithm: 'spread' },
};
