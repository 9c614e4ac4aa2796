import type { TemplateData, TemplateListener, TemplateQuery, Time } from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import type { LiveBus } from '@steppe/event-log';
import {
  type Logger,
  TEMPLATE_DATA_SUBJECT,
  TEMPLATE_DATA_WAIT_MS,
  TemplateDataReply,
} from '@steppe/nest-kit';
import { Backoff } from '../sync/backoff.ts';

/** How servers are asked again that could not be asked. */
export interface DataRetry {
  /** So often in a row at most, then the task fails; 0: without end. */
  readonly attempts: number;
  /** The first pause, which doubles with each. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/** Tasks outlive servers that are away for however long. */
export const DATA_RETRY: DataRetry = { attempts: 0, backoffMs: 250, maxBackoffMs: 60_000 };

const ANSWER_TIMEOUT_MS = TEMPLATE_DATA_WAIT_MS + 10_000;

export interface ClusterTemplateDataOptions {
  readonly live: LiveBus;
  readonly time: Time;
  readonly logger: Logger;
  readonly retry?: DataRetry | undefined;
}

/** What templates show, asked of the servers: one question stands open for each thing that is shown. */
export class ClusterTemplateData implements TemplateData {
  readonly #options: ClusterTemplateDataOptions;

  constructor(options: ClusterTemplateDataOptions) {
    this.#options = options;
  }

  watch(
    query: TemplateQuery,
    asker: { readonly allocId: string; readonly task: string },
    listener: TemplateListener,
  ): () => void {
    const stopped = new AbortController();
    void this.#follow({ query, asker }, listener, stopped.signal);
    return () => stopped.abort();
  }

  /** Never rejects: that nobody could be asked is told, in the end. */
  async #follow(
    request: object,
    { onAnswer, onFailure }: TemplateListener,
    signal: AbortSignal,
  ): Promise<void> {
    const { live, time, logger, retry = DATA_RETRY } = this.#options;
    const { attempts, backoffMs: firstMs, maxBackoffMs: maxMs } = retry;
    const backoff = new Backoff(time, signal, { firstMs, maxMs });
    let known: string | undefined;
    while (!signal.aborted) {
      try {
        const question = { ...request, known };
        const options = { timeoutMs: ANSWER_TIMEOUT_MS };
        const reply = await live.request(TEMPLATE_DATA_SUBJECT, question, options);
        const { digest, answer } = TemplateDataReply.parse(reply);
        backoff.reset();
        if (signal.aborted || digest === known) continue;
        known = digest;
        onAnswer(answer.kind === 'variable' ? { ...answer, variable: answer.variable } : answer);
      } catch (error) {
        if (signal.aborted) return;
        const level = error instanceof SteppeError ? 'debug' : 'warn';
        logger[level]({ error: String(error) }, 'what a template shows could not be asked');
        if (attempts > 0 && backoff.failures >= attempts) {
          return onFailure(error instanceof Error ? error : new Error(String(error)));
        }
        await backoff.wait();
      }
    }
  }
}
