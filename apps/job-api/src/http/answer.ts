import type { SteppeError } from '@steppe/domain';

/** A body with what Nomad says in headers beside it. A handler may as well return a bare body. */
export class Answer {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: unknown, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }

  /** The answer to a read: as of which index it is. Every view is the leader's, since there is one log. */
  static ofRead(body: unknown, index: number, nextToken?: string): Answer {
    return new Answer(body, {
      ...readHeaders(index),
      ...(nextToken === undefined ? {} : { 'X-Nomad-Nexttoken': nextToken }),
    });
  }

  /** The answer to a write; its body may be empty. */
  static ofWrite(body: unknown, index: number): Answer {
    return new Answer(body, { 'X-Nomad-Index': String(index) });
  }
}

function readHeaders(index: number): Record<string, string> {
  return {
    'X-Nomad-Index': String(index),
    'X-Nomad-Knownleader': 'true',
    'X-Nomad-Lastcontact': '0',
  };
}

const headersByError = new WeakMap<SteppeError, Readonly<Record<string, string>>>();

/** Has an error's answer say as of which index nothing was found, so that a blocking query can wait for it. */
export function foundNothingAt(index: number, error: SteppeError): SteppeError {
  headersByError.set(error, readHeaders(index));
  return error;
}

export function headersOf(error: SteppeError): Readonly<Record<string, string>> {
  return headersByError.get(error) ?? {};
}
