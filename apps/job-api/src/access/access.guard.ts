import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { Timings } from '@steppe/nest-kit';
import type { FastifyRequest } from 'fastify';
import { QueryString } from '../http/read-options.ts';
import type { AgentInfo } from '../ports.ts';
import { Reads } from '../reads/reads.service.ts';
import { AGENT } from '../tokens.ts';
import { Access } from './access.service.ts';
import { admit } from './caller.ts';
import { requirementOf } from './route-requirements.ts';

/** Lets in whoever may do what a route does. Nothing is allowed that no requirement was written for. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(Timings) private readonly timings: Timings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { method, params, query, body } = request;
    this.#checkRegion(new QueryString(query).text('region') ?? '');
    const requirement = requirementOf(`${method} ${request.routeOptions.url ?? ''}`);
    const caller = await this.timings.measure('nomad.acl.resolve_token', () =>
      this.access.callerOf(request.headers),
    );
    const { permissions } = caller;
    admit(request, {
      caller,
      seesNamespace: (namespace) => requirement.sees(permissions, namespace),
    });
    const isMet = requirement.isMet({
      permissions,
      state: this.reads.state,
      id: firstOf(params),
      namespace: new QueryString(query).text('namespace') || 'default',
      body,
    });
    if (isMet) return true;
    throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
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
