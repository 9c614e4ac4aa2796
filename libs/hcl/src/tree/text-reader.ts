import type { Fault } from '../syntax/diagnostics.ts';
import type { Source, Span } from '../syntax/source.ts';

/** Thrown inside of the readers of JSON and HCL1 only. */
export class TreeFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.summary);
    this.fault = fault;
  }
}

/** Walks over the characters of a source. */
export class TextReader {
  readonly source: Source;
  at = 0;

  constructor(source: Source) {
    this.source = source;
  }

  /** The next character; the empty text at the end. */
  peek(): string {
    return this.source.text.charAt(this.at);
  }

  get isAtEnd(): boolean {
    return this.at >= this.source.text.length;
  }

  startsWith(text: string): boolean {
    return this.source.text.startsWith(text, this.at);
  }

  /** Takes what a sticky pattern matches here; the empty text when it does not. */
  take(pattern: RegExp): string {
    const { sticky } = pattern;
    if (!sticky) throw new Error('the pattern must be sticky');
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.source.text) ?? [];
    this.at += found.length;
    return found;
  }

  span(start: number, end = this.at): Span {
    return { source: this.source, start, end };
  }

  fault(
    summary: string,
    detail: string,
    subject: Span = this.span(this.at, this.at + 1),
  ): TreeFault {
    return new TreeFault({ summary, detail, subject });
  }
}
