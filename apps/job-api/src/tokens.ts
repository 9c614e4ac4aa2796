/** Injection tokens for what only this app needs; the shared ones are in @steppe/nest-kit. */
export const NEW_ID = Symbol('NewId');
export const AGENT = Symbol('Agent');
export const ACTOR = Symbol('Actor');
export const ROOT_KEYS = Symbol('RootKeys');
export const ACL = Symbol('Acl');
/** The log of the agent, to listen to. */
export const LOG_TAP = Symbol('LogTap');
export const TIMERS = Symbol('Timers');
export const INITIAL_SCHEDULER_CONFIGURATION = Symbol('InitialSchedulerConfiguration');
export const METRICS = Symbol('Metrics');
