/** Whether the Docker engine answers, not merely whether its client is installed. */
export function engineAnswers(): boolean;

/** The words that run compose: `docker compose`, or `docker-compose` where only that is installed. */
export function resolveCompose(): readonly string[] | undefined;

/** Whether there is a local image of this name. */
export function hasImage(name: string): boolean;
