import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ALL_PERMISSIONS, type AclTokenRow, type Permissions, type State } from '@steppe/domain';
import type { FastifyRequest } from 'fastify';

/** Who sent a request, and what they may do. */
export interface Caller {
  readonly permissions: Permissions;
  /** Absent when no token was shown. */
  readonly token?: AclTokenRow | undefined;
  /** What was shown as a token; empty for nothing. */
  readonly secret: string;
  /** The names of the policies that count, those of roles included. */
  readonly policies: ReadonlySet<string>;
  /** In words, for the log of entries: `token/<accessor>` or `anonymous`. */
  readonly name: string;
}

/** Everyone, while access is not controlled. */
export const ANYONE: Caller = {
  permissions: ALL_PERMISSIONS,
  secret: '',
  policies: new Set(),
  name: 'anonymous',
};

/** What the guard found out about a request: its caller, which namespaces its lists may show, and of which time it asks. */
interface Admission {
  readonly caller: Caller;
  readonly seesNamespace: (namespace: string) => boolean;
  /** The state that is asked about; undefined: the present one. */
  readonly past: State | undefined;
}

const admissions = new WeakMap<FastifyRequest, Admission>();

export function admit(request: FastifyRequest, admission: Admission): void {
  admissions.set(request, admission);
}

/** @throws Error when no guard has looked at the request: a bug. */
export function admissionOf(request: FastifyRequest): Admission {
  const admission = admissions.get(request);
  if (!admission) throw new Error('the request was not admitted');
  return admission;
}

/** Gives a handler whoever sent its request. */
export const FromCaller = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return admissionOf(context.switchToHttp().getRequest<FastifyRequest>()).caller;
});
