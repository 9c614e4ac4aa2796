export { bareGroup, bareJob, bareTask } from './bare-job.ts';
export { bareNode, NO_RESOURCES } from './bare-node.ts';
