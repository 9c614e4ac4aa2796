import { SteppeError } from '@steppe/domain';
import type { QueryString } from '../http/read-options.ts';

/** Where in a file reading begins. */
export interface Origin {
  readonly origin: 'start' | 'end';
  /** In bytes from the origin. */
  readonly offset: number;
}

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words. */
export function originOf(query: QueryString): Origin {
  const origin = query.text('origin') || 'start';
  if (origin !== 'start' && origin !== 'end') throw invalid('origin must be start or end');
  return { origin, offset: wholeOf('offset', query.text('offset') || '0') };
}

/** A required path of a file. @throws SteppeError `REQUEST_INVALID`. */
export function filePathOf(query: QueryString): string {
  const path = query.text('path') ?? '';
  if (path === '') throw invalid('must provide a file name');
  return path;
}

/** A number of bytes. @throws SteppeError `REQUEST_INVALID` as Go words it. */
export function wholeOf(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  throw invalid(`error parsing ${name}: strconv.ParseInt: parsing ${quoted}: invalid syntax`);
}

export function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}
