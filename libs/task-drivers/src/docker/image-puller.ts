import { z } from 'zod';
import { errorMessage } from '../system-error.ts';
import type { ReportDriverEvent } from '../task-driver.ts';
import type { DockerAuth } from './docker-config.ts';
import type { DockerEngine } from './docker-engine.ts';
import { engineMessage } from './docker-error.ts';
import { PullProgress } from './pull-progress.ts';

export interface PullRequest {
  /** Name with tag or digest. */
  readonly image: string;
  readonly auth: DockerAuth | undefined;
  readonly timeoutMs: number;
  /** How long the download may stand still. */
  readonly activityTimeoutMs: number;
}

interface Pull {
  readonly done: Promise<void>;
  readonly listeners: Set<ReportDriverEvent>;
}

const REPORT_EVERY_MS = 30_000;

/** Pulls images; those who ask for the same one at the same time share one download. */
export class ImagePuller {
  readonly #engine: DockerEngine;
  readonly #pulls = new Map<string, Pull>();

  constructor(engine: DockerEngine) {
    this.#engine = engine;
  }

  /** @throws Error with the engine's or registry's own words. */
  async pull(request: PullRequest, report: ReportDriverEvent): Promise<void> {
    const key = JSON.stringify([request.image, request.auth ?? null]);
    let pull = this.#pulls.get(key);
    if (pull === undefined) {
      const listeners = new Set<ReportDriverEvent>();
      const done = this.#download(request, listeners).finally(() => this.#pulls.delete(key));
      pull = { done, listeners };
      this.#pulls.set(key, pull);
    }
    report({ message: 'Downloading image', annotations: { image: request.image } });
    pull.listeners.add(report);
    try {
      await pull.done;
    } finally {
      pull.listeners.delete(report);
    }
  }

  async #download(request: PullRequest, listeners: ReadonlySet<ReportDriverEvent>): Promise<void> {
    const limits = new PullLimits(request);
    const progress = new PullProgress();
    const reporter = setInterval(() => {
      const message = `Docker image pull progress: ${progress.summary()}`;
      for (const listener of listeners)
        listener({ message, annotations: { image: request.image } });
    }, REPORT_EVERY_MS);
    try {
      const docker = await this.#engine.client();
      const stream = await docker.pull(request.image, {
        abortSignal: limits.signal,
        ...(request.auth === undefined ? {} : { authconfig: authConfig(request.auth) }),
      });
      await new Promise<void>((resolve, reject) => {
        limits.signal.addEventListener('abort', () => reject(limits.signal.reason), { once: true });
        docker.modem.followProgress(
          stream,
          (error) => (error === null ? resolve() : reject(error)),
          (line: unknown) => {
            limits.touch();
            progress.update(line);
          },
        );
      });
    } catch (error) {
      const cause = limits.signal.aborted ? limits.signal.reason : error;
      throw new Error(pullMessage(cause), { cause: error });
    } finally {
      clearInterval(reporter);
      limits.clear();
    }
  }
}

/** Aborts its signal when a pull takes too long or stands still. */
class PullLimits {
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  readonly #activity: NodeJS.Timeout;

  constructor({ timeoutMs, activityTimeoutMs }: PullRequest) {
    const abort = (reason: string): void => this.#controller.abort(new Error(reason));
    this.#total = setTimeout(() => abort(`timed out after ${timeoutMs / 1000}s`), timeoutMs);
    this.#activity = setTimeout(
      () => abort(`no progress for ${activityTimeoutMs / 1000}s`),
      activityTimeoutMs,
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    this.#activity.refresh();
  }

  clear(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#activity);
  }
}

/** A failure in the middle of a pull is a line of its output, which the library wraps in an error of its own. */
function pullMessage(error: unknown): string {
  const inStream = z.object({ error: z.string() }).safeParse(error);
  return inStream.success ? inStream.data.error : engineMessage(error) || errorMessage(error);
}

function authConfig(auth: DockerAuth): Record<string, string> {
  return {
    username: auth.username ?? '',
    password: auth.password ?? '',
    email: auth.email ?? '',
    serveraddress: auth.server_address ?? '',
  };
}
