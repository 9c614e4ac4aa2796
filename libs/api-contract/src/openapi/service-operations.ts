import { z } from 'zod';
import { WireServiceInstance, WireServiceList } from '../service/wire-service.ts';
import type { Operation } from './operation.ts';

const NAMESPACE = { namespace: 'The namespace; default `default`, `*` for all of them' };
const INSTANCES = z.array(WireServiceInstance);

export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    ...get('/v1/services', 'List services by namespace', z.array(WireServiceList)),
    query: NAMESPACE,
  },
  {
    ...get('/v1/service/:name', 'List the instances of a service', INSTANCES),
    isPaged: true,
    query: { choose: 'Only so many, e.g. `2|key`: for the same key always the same', ...NAMESPACE },
  },
  get('/v1/job/:jobId/services', 'List the instances that a job offers', INSTANCES),
  get(
    '/v1/allocation/:allocId/services',
    'List the instances that an allocation offers',
    INSTANCES,
  ),
  {
    method: 'delete',
    path: '/v1/service/:name/:id',
    tag: 'services',
    summary: 'Forget an instance of a service',
    answer: z.null(),
  },
];

function get(path: string, summary: string, answer: z.ZodType): Operation {
  return { method: 'get', path, summary, tag: 'services', isBlocking: true, answer };
}
