import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import type { FastifyRequest } from 'fastify';
import { admissionOf } from '../access/caller.ts';
import { Reads } from '../reads/reads.service.ts';

/**
 * Holds up whatever makes jobs or gives them more to run while the scheduler configuration says so. Whoever manages
 * the cluster passes, and so does everyone where access is not controlled, as in Nomad.
 */
@Injectable()
export class RegistrationAllowed implements CanActivate {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  canActivate(context: ExecutionContext): boolean {
    const { configuration } = this.reads.state.schedulerConfiguration;
    if (!configuration.rejectJobRegistration) return true;
    const { caller } = admissionOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (caller.permissions.isManagement) return true;
    throw new SteppeError(
      'JOB_REGISTRATION_DISABLED',
      'Job registration, dispatch, and scale are disabled by the scheduler configuration',
    );
  }
}
