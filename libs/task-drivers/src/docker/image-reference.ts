/** An image as a person names it, with the parts that decide about pulling it. */
export interface ImageReference {
  /** With the tag or digest, such as `hashicorp/http-echo:latest`. */
  readonly name: string;
  /** Whether the name may mean another image tomorrow, so that it is pulled even when a local one exists. */
  readonly isMoving: boolean;
}

/** Reads an image's name: without a tag or digest it is `latest`. A colon in the first part belongs to a registry's port. */
export function parseImageReference(image: string): ImageReference {
  const name = image.replace(/^https?:\/\//u, '');
  if (name.includes('@')) return { name, isMoving: false };
  const lastPart = name.slice(name.lastIndexOf('/') + 1);
  const tag = lastPart.includes(':') ? lastPart.slice(lastPart.indexOf(':') + 1) : undefined;
  return tag === undefined
    ? { name: `${name}:latest`, isMoving: true }
    : { name, isMoving: tag === 'latest' };
}
