import { rangeOf, type Range, type Span } from './source.ts';

/** What is wrong with an input, where, and what to do about it. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** One short line without a full stop. */
  readonly summary: string;
  /** Whole sentences: what was found, what was expected, how to mend it. */
  readonly detail: string;
  /** The part that is wrong; absent when the fault has no place in a file. */
  readonly subject?: Range;
  /** A wider part that helps to understand the subject. */
  readonly context?: Range;
  /** This one only follows from another error; a reader may skip it. */
  readonly consequence?: true;
}

export interface Fault {
  readonly summary: string;
  readonly detail: string;
  readonly subject?: Span | undefined;
  readonly context?: Span | undefined;
  readonly consequence?: boolean;
}

/**
 * So many are listed; nobody reads more, and each costs time to place: a file of garbage has one for every character.
 */
export const LISTED_MAX = 500;

/** Collects diagnostics in the order in which they were found. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];
  #errorCount = 0;

  error(fault: Fault): void {
    if (this.#isFull()) this.#errorCount += 1;
    else this.add(toDiagnostic('error', fault));
  }

  warn(fault: Fault): void {
    if (!this.#isFull()) this.add(toDiagnostic('warning', fault));
  }

  add(diagnostic: Diagnostic): void {
    if (diagnostic.severity === 'error') this.#errorCount += 1;
    if (this.#isFull()) return;
    this.list.push(this.list.length === LISTED_MAX ? TOO_MANY : diagnostic);
  }

  addAll(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.add(diagnostic);
  }

  get errorCount(): number {
    return this.#errorCount;
  }

  get hasErrors(): boolean {
    return this.#errorCount > 0;
  }

  #isFull(): boolean {
    return this.list.length > LISTED_MAX;
  }
}

const TOO_MANY: Diagnostic = {
  severity: 'error',
  summary: 'Too many errors',
  detail: `Only the first ${LISTED_MAX} are listed. Correct them, and see what is left.`,
};

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function toDiagnostic(severity: 'error' | 'warning', fault: Fault): Diagnostic {
  const { summary, detail, subject, context, consequence } = fault;
  return {
    severity,
    summary,
    detail,
    ...(subject && { subject: rangeOf(subject) }),
    ...(context && { context: rangeOf(context) }),
    ...(consequence === true && { consequence }),
  };
}
