import type { TemplateAnswer, TemplateData, TemplateQuery, Time } from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import type { LiveBus } from '@steppe/event-log';
import {
  type Logger,
  TEMPLATE_DATA_SUBJECT,
  TEMPLATE_DATA_WAIT_MS,
  TemplateDataReply,
} from '@steppe/nest-kit';

const ANSWER_TIMEOUT_MS = TEMPLATE_DATA_WAIT_MS + 10_000;
const RETRY_MS = 2_000;

/** What templates show, asked of the servers: one question stands open for each thing that is shown. */
export class ClusterTemplateData implements TemplateData {
  readonly #live: LiveBus;
  readonly #time: Time;
  readonly #logger: Logger;

  constructor({ live, time, logger }: { live: LiveBus; time: Time; logger: Logger }) {
    this.#live = live;
    this.#time = time;
    this.#logger = logger;
  }

  watch(
    query: TemplateQuery,
    asker: { readonly allocId: string; readonly task: string },
    onAnswer: (answer: TemplateAnswer) => void,
  ): () => void {
    const stopped = new AbortController();
    void this.#follow({ query, asker }, onAnswer, stopped.signal);
    return () => stopped.abort();
  }

  /** Never rejects: whoever can't be asked is asked again. */
  async #follow(
    request: object,
    onAnswer: (answer: TemplateAnswer) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let known: string | undefined;
    while (!signal.aborted) {
      try {
        const options = { timeoutMs: ANSWER_TIMEOUT_MS };
        const reply = await this.#live.request(
          TEMPLATE_DATA_SUBJECT,
          { ...request, known },
          options,
        );
        const { digest, answer } = TemplateDataReply.parse(reply);
        if (signal.aborted || digest === known) continue;
        known = digest;
        onAnswer(answer.kind === 'variable' ? { ...answer, variable: answer.variable } : answer);
      } catch (error) {
        if (signal.aborted) return;
        const level = error instanceof SteppeError ? 'debug' : 'warn';
        this.#logger[level]({ error: String(error) }, 'what a template shows could not be asked');
        await this.#pause(signal);
      }
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const callOff = this.#time.after(RETRY_MS, resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    callOff();
  }
}
