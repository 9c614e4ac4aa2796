/** The paths that some method is answered on: elsewhere a request is not found, there its method is wrong. */
export class KnownPaths {
  readonly #patterns = new Map<string, RegExp>();
  readonly #routes = new Set<string>();

  add(path: string, methods: readonly string[]): void {
    for (const method of methods) this.#routes.add(`${method} ${path}`);
    const source = path
      .split('/')
      .map((part) => patternOf(part))
      .join('/');
    this.#patterns.set(path, new RegExp(`^${source}/?$`));
  }

  has(url: string): boolean {
    const [path = ''] = url.split('?');
    return [...this.#patterns.values()].some((pattern) => pattern.test(path));
  }

  /** Each route with its method, e.g. `GET /v1/job/:jobId`. */
  routes(): string[] {
    return [...this.#routes].toSorted();
  }

  list(): string[] {
    return [...this.#patterns.keys()].toSorted();
  }
}

/** Of a part of a path: a parameter, the rest, or itself. */
function patternOf(part: string): string {
  if (part.startsWith(':')) return '[^/]+';
  return part === '*' ? '.*' : escapeRegExp(part);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
