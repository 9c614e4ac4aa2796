import { readFileInside } from '../inside/inside-dir.ts';
import type { Time } from '../runner/time.ts';
import { type Answer, nameOf, type Question, questionKey } from './lookup.ts';
import type { TemplateData } from './template-data.ts';

const FILE_POLL_MS = 2_000;

export interface AnswersOptions {
  readonly data: TemplateData;
  readonly asker: { readonly allocId: string; readonly task: string };
  readonly allocDir: string;
  readonly time: Time;
  /** Told the key of the question whose answer is new. */
  readonly onChange: (key: string) => void;
  /** A question can't be answered any more. */
  readonly onFailure: (error: Error) => void;
}

/** The answers to what a task's templates ask, kept up to date for as long as they ask. */
export class Answers {
  readonly known = new Map<string, Answer>();
  readonly #options: AnswersOptions;
  readonly #watches = new Map<string, () => void>();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Follows these questions and no others. */
  follow(questions: ReadonlyMap<string, Question>): void {
    for (const [key, stop] of this.#watches) {
      if (questions.has(key)) continue;
      stop();
      this.#watches.delete(key);
      this.known.delete(key);
    }
    for (const [key, question] of questions) {
      if (!this.#watches.has(key)) this.#watches.set(key, this.#watch(question));
    }
  }

  stop(): void {
    this.follow(new Map());
  }

  #watch(question: Question): () => void {
    if (question.kind === 'file') return this.#watchFile(question);
    const { data, asker, onFailure } = this.#options;
    return data.watch(question, asker, {
      onAnswer: (answer) => this.#learn(question, answer),
      onFailure: (cause) => {
        onFailure(new Error(`${nameOf(question)}: ${cause.message}`, { cause }));
      },
    });
  }

  #watchFile(question: Extract<Question, { kind: 'file' }>): () => void {
    const { allocDir, time } = this.#options;
    let callOff: (() => void) | undefined;
    let isStopped = false;
    const look = async (): Promise<void> => {
      // A file that can't be read now, such as one behind a link, is one that is not there.
      const content = await readFileInside(allocDir, question.way).catch(() => undefined);
      if (isStopped) return;
      this.#learn(question, { kind: 'file', content });
      callOff = time.after(FILE_POLL_MS, () => void look());
    };
    void look();
    return () => {
      isStopped = true;
      callOff?.();
    };
  }

  #learn(question: Question, answer: Answer): void {
    const key = questionKey(question);
    if (JSON.stringify(this.known.get(key)) === JSON.stringify(answer)) return;
    this.known.set(key, answer);
    this.#options.onChange(key);
  }
}
