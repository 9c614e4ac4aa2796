export { WorkerLoop } from './worker-loop.ts';
export {
  type RunningSchedulerWorker,
  type SchedulerWorkerOptions,
  startSchedulerWorker,
} from './start-scheduler-worker.ts';
