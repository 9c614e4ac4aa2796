import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { AllocCheckResults } from '@steppe/api-contract';
import { allocationName, deriveId } from '@steppe/domain';
import { z } from 'zod';
import { NodeRequests } from './node-requests.ts';

/** What an agent tells of the checks of an allocation. */
const ChecksReport = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    service: z.string(),
    task: z.string(),
    mode: z.enum(['healthiness', 'readiness']),
    status: z.enum(['success', 'failure', 'pending']),
    statusCode: z.int(),
    output: z.string(),
    atMs: z.number(),
  }),
);

/** The results of the checks of services, as the node that runs them has them. */
@Controller('v1')
export class ChecksController {
  constructor(@Inject(NodeRequests) private readonly nodes: NodeRequests) {}

  @Get(['client/allocation/:allocId/checks', 'allocation/:allocId/checks'])
  async checks(@Param('allocId') allocId: string): Promise<AllocCheckResults> {
    const row = this.nodes.allocation(allocId);
    const report = ChecksReport.parse(
      await this.nodes.ask(row.nodeId, 'alloc-checks', { allocId }),
    );
    if (report.length === 0) return null;
    const group = allocationName(row.jobVersion.job.id, row.groupName, row.index);
    return Object.fromEntries(
      report.map((result) => {
        const id = deriveId('check', allocId, result.id);
        return [id, { ...toWire(result, id), Group: group }];
      }),
    );
  }
}

function toWire(result: z.infer<typeof ChecksReport>[number], id: string) {
  return {
    ID: id,
    Mode: result.mode,
    Status: result.status,
    ...(result.statusCode === 0 ? {} : { StatusCode: result.statusCode }),
    Output: result.output,
    Timestamp: Math.floor(result.atMs / 1_000),
    ...(result.task === '' ? {} : { Task: result.task }),
    Service: result.service,
    Check: result.name,
  };
}
