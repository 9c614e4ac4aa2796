export { SNAPSHOT_DEFAULTS, type SnapshotOptions } from './snapshots/snapshot-keeper.ts';
export { BrokerLoop } from './broker-loop.ts';
export {
  type EvalBrokerOptions,
  type RunningEvalBroker,
  startEvalBroker,
} from './start-eval-broker.ts';
