import type { FlagSpec, FlagSpecs } from '../flags/flag-spec.ts';

const WITHOUT_EFFECT =
  'consul-auth consul-ca-cert consul-ca-path consul-client-cert consul-client-key consul-http-addr consul-token consul-token-file vault-address vault-ca-cert vault-ca-path vault-client-cert vault-client-key vault-token log-lookback pprof-duration pprof-interval';

const taken = (type: FlagSpec['type']): FlagSpec => ({
  type,
  help: 'Taken for compatibility; it has no effect.',
});

/** Of `operator debug`. What Steppe has not, Consul, Vault and Go's profiles, is not collected. */
export const DEBUG_FLAGS: FlagSpecs = {
  duration: { type: 'string', help: 'How long logs are collected. Default: 5m.' },
  'event-index': { type: 'integer', help: 'Where the event stream begins. Default: 0.' },
  'event-topic': { type: 'string', help: 'Topics of events to keep, or all. Default: none.' },
  interval: { type: 'string', help: 'Time between two looks at the state. Default: 30s.' },
  'log-level': { type: 'string', help: 'Lines of this level and above. Default: TRACE.' },
  'max-nodes': { type: 'integer', help: 'Logs of so many nodes at most; 0: all. Default: 10.' },
  'node-class': { type: 'string', help: 'Logs of nodes of this class.' },
  'node-id': { type: 'string', help: 'Logs of these nodes, separated by commas. Default: all.' },
  output: { type: 'string', help: 'Directory in which a directory is made, and no archive.' },
  'server-id': { type: 'string', help: 'Logs of these servers. Default: all.' },
  stale: { type: 'string', help: 'Taken for compatibility: every server answers alike.' },
  verbose: { type: 'boolean', help: 'Say each step.' },
  'log-include-location': taken('boolean'),
  'log-file-export': taken('boolean'),
  ...Object.fromEntries(WITHOUT_EFFECT.split(' ').map((name) => [name, taken('string')])),
};
