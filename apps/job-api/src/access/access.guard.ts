import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type State, SteppeError } from '@steppe/domain';
import { Timings } from '@steppe/nest-kit';
import type { FastifyRequest } from 'fastify';
import { QueryString } from '../http/read-options.ts';
import { PAST_ROUTES } from '../time-travel/past-routes.ts';
import { PastStates } from '../time-travel/past-states.ts';
import type { AgentInfo } from '../ports.ts';
import { routePattern } from '../http/route-pattern.ts';
import { Reads } from '../reads/reads.service.ts';
import { AGENT } from '../tokens.ts';
import { Access } from './access.service.ts';
import { admit } from './caller.ts';
import { RequestActor } from './request-actor.ts';
import { requirementOf } from './route-requirements.ts';

/** Lets in whoever may do what a route does. Nothing is allowed that no requirement was written for. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(Timings) private readonly timings: Timings,
    @Inject(RequestActor) private readonly actor: RequestActor,
    @Inject(PastStates) private readonly pastStates: PastStates,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { method, params, query, body } = request;
    this.#checkRegion(new QueryString(query).text('region') ?? '');
    const route = `${method} ${request.routeOptions.url ?? ''}`;
    const requirement = requirementOf(route);
    const caller = await this.timings.measure('nomad.acl.resolve_token', () =>
      this.access.callerOf(request.headers),
    );
    const { permissions } = caller;
    if (this.access.isEnabled) this.actor.name = caller.name;
    const check = (state: State): void => {
      const namespace = new QueryString(query).text('namespace') || 'default';
      const isMet = requirement.isMet({ permissions, state, id: firstOf(params), namespace, body });
      if (!isMet) throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
    };
    check(this.reads.state);
    const past = await this.#past(route, new QueryString(query).text('at') ?? '');
    // What is gone by now may have been in a namespace that the caller must not see.
    if (past) check(past);
    admit(request, {
      caller,
      seesNamespace: (namespace) => requirement.sees(permissions, namespace),
      past,
    });
    return true;
  }

  async #past(route: string, at: string): Promise<State | undefined> {
    if (at === '') return undefined;
    if (PAST_ROUTES.has(routePattern(route))) return await this.pastStates.at(at);
    throw new SteppeError(
      'REQUEST_INVALID',
      `${route} takes no "at": it is about the present alone`,
    );
  }

  /** There is one region; what is meant for another must not be done here. */
  #checkRegion(region: string): void {
    if (region === '' || region === this.agent.region) return;
    throw new SteppeError('REQUEST_INVALID', 'No path to region');
  }
}

function firstOf(params: unknown): string {
  if (typeof params !== 'object' || params === null) return '';
  const [first]: unknown[] = Object.values(params);
  return typeof first === 'string' ? first : '';
}
