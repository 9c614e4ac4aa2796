export { aGroup, aJob, anUpdate, aTask, oneGroup } from './job-builder.ts';
export { aNode, someNodes } from './node-builder.ts';
