export { type NetworkBlock, networkBlockOf } from './network-block.ts';
export { Service, ServiceCheck, servicesOf } from './services.ts';
export {
  Artifact,
  type TaskBlocks,
  taskBlocksOf,
  TaskIdentity,
  TaskTemplate,
  VolumeMount,
} from './task-blocks.ts';
