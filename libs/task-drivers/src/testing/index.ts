export { type BusyboxImage, importBusybox } from './busybox-image.ts';
export { WHERE_JAR } from './where-jar.ts';
