/** Builds images of a built checkout without a registry; the names are for docker-compose's STEPPE_IMAGE and NATS_IMAGE. */
export function buildLocalImages(): Promise<{ steppe: string; nats: string }>;
