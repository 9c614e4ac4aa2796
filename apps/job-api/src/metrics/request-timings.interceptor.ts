import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Timings } from '@steppe/nest-kit';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { requestTimingName } from './request-timing-names.ts';

/** Measures how long requests take, with the time for which a blocking query waits, as in Nomad. */
@Injectable()
export class RequestTimingsInterceptor implements NestInterceptor {
  constructor(@Inject(Timings) private readonly timings: Timings) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const { method, routeOptions } = context.switchToHttp().getRequest<FastifyRequest>();
    const name = requestTimingName(method, routeOptions.url ?? '');
    if (name === undefined) return next.handle();
    const startedAtMs = performance.now();
    return next
      .handle()
      .pipe(finalize(() => this.timings.record(name, performance.now() - startedAtMs)));
  }
}
