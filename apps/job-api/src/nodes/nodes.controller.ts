import { Controller, Get, Inject, Param } from '@nestjs/common';
import {
  allocationToWire,
  NodeStub,
  nodeStub,
  nodeToWire,
  WireAllocation,
} from '@steppe/api-contract';
import { type AllocationRow, allocsOfNode, type NodeRow, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { checkUuid, checkUuidPrefix } from '../reads/ids.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';

@Controller('v1')
export class NodesController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get('nodes')
  list(@Options() options: ReadOptions): Promise<Answer> {
    const { prefix, query } = options;
    checkUuidPrefix(prefix, 'node');
    const shown = { resources: query.flag('resources') ?? false, os: query.flag('os') ?? false };
    return this.reads.list<NodeRow>(
      {
        tables: ['nodes'],
        rows: ({ nodes }) =>
          [...nodes.values()]
            .filter(({ node }) => node.id.startsWith(prefix))
            .toSorted((a, b) => compareText(a.node.id, b.node.id)),
        tokenOf: ({ node }) => node.id,
        item: NodeStub,
        toWire: (row) => nodeStub(row, shown),
      },
      options,
    );
  }

  @Get('node/:nodeId')
  get(@Param('nodeId') nodeId: string, @Options() options: ReadOptions): Promise<Answer> {
    checkUuid(nodeId, 'node');
    return this.reads.one(
      {
        tables: ['nodes'],
        find: ({ nodes }) => {
          const row = nodes.get(nodeId);
          return row && { body: nodeToWire(row), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('NODE_NOT_FOUND', 'node not found'),
      },
      options,
    );
  }

  /** Whole allocations, not stubs: what an agent needs. */
  @Get('node/:nodeId/allocations')
  allocations(@Param('nodeId') nodeId: string, @Options() options: ReadOptions): Promise<Answer> {
    return this.reads.list<AllocationRow>(
      {
        tables: ['allocs'],
        rows: (state) =>
          allocsOfNode(state, nodeId).filter(({ jobVersion }) =>
            options.sees(jobVersion.job.namespace),
          ),
        tokenOf: ({ createSeq, id }) => `${createSeq}.${id}`,
        item: WireAllocation,
        toWire: (row, state) => allocationToWire(state, row),
      },
      options,
    );
  }
}
