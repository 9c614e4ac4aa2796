import { assertNever } from '@steppe/domain';
import type { TemplateAnswer, TemplateQuery } from './template-data.ts';

/** A template's question: to the cluster, or for a file of the allocation. */
export type Question = TemplateQuery | { readonly kind: 'file'; readonly way: string };
export type Answer =
  | TemplateAnswer
  | { readonly kind: 'file'; readonly content: string | undefined };

export function questionKey(question: Question): string {
  return JSON.stringify(question);
}

/** A template as it is rendered: what it asks for, and what of that is not known yet. */
export class Lookup {
  readonly asked = new Map<string, Question>();
  /** Questions without which the output is not whole, as people are told of them. */
  readonly missing = new Set<string>();
  readonly #answers: ReadonlyMap<string, Answer>;

  constructor(answers: ReadonlyMap<string, Answer>) {
    this.#answers = answers;
  }

  /** @returns undefined while nothing is known. */
  ask(question: Question): Answer | undefined {
    const key = questionKey(question);
    this.asked.set(key, question);
    const answer = this.#answers.get(key);
    if (answer === undefined) this.missing.add(nameOf(question));
    return answer;
  }

  /** Notes that an answer says that there is nothing yet, which is waited for. */
  await(question: Question): void {
    this.missing.add(nameOf(question));
  }
}

/** As consul-template names its dependencies. */
export function nameOf(question: Question): string {
  switch (question.kind) {
    case 'variable':
      return `nomad.var.block(${question.path}@${question.namespace}.global)`;
    case 'variables':
      return `nomad.var.list(${question.prefix}@${question.namespace}.global)`;
    case 'service':
      return `nomad.service(${question.name})`;
    case 'services':
      return 'nomad.services';
    case 'file':
      return `file(${question.way})`;
    default:
      return assertNever(question);
  }
}
