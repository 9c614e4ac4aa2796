/** Why settings of Nomad's need no effect here, as whoever sets one is told. */
export const NO_CONSUL = 'services are registered with Steppe itself';
export const NO_VAULT = 'variables hold secrets';
export const NO_RAFT = 'the servers are a NATS cluster, whose log is the event log';
export const NO_PLAN_LEADER =
  'no leader applies plans, since a placement is a compare-and-set on its node';
export const BUILT_IN = 'drivers are part of Steppe, and there are no plug-ins to start';
export const NO_CACHE = 'nothing is cached, so that a change of an ACL counts at once';
export const RETRIES_FOREVER = 'servers are tried again and again';
export const MEASURED_WHEN_ASKED = 'gauges are measured when they are asked for';
export const LOG_IS_BUFFER =
  'the event stream reads the log, for as long as log_retention keeps it';
export const ALL_TYPES = 'every scheduler decides jobs of every type';
export const NATS_CONNECTIONS =
  'agents and servers talk over NATS, which looks after its connections';
export const NEVER_STALE = 'each answer comes from a view that follows the log';
export const TOLD_AT_ONCE = 'a template is told of a change as soon as it happens';
export const NOTHING_REPORTED = 'nothing is reported to anyone';
export const WINDOWS_ALONE = 'it is for Windows alone';
