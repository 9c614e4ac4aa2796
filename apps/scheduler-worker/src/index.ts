export {
  type RunningSchedulerWorker,
  type SchedulerWorkerOptions,
  startSchedulerWorker,
} from './start-scheduler-worker.ts';
