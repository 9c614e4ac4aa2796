export { type BusyboxImage, importBusybox } from './busybox-image.ts';
