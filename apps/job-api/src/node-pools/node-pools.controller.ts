import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  JobStub,
  jobStub,
  multiError,
  nodePoolFaults,
  nodePoolFromWire,
  NodePoolRequest,
  nodePoolToWire,
  NodeStub,
  nodeStub,
  WireNodePool,
} from '@steppe/api-contract';
import {
  ALL_NODES_POOL,
  jobKey,
  type JobRow,
  type NodePoolRow,
  type NodeRow,
  SteppeError,
} from '@steppe/domain';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { NodePoolWriter } from './node-pool-writer.ts';

@Controller('v1/node')
export class NodePoolsController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(NodePoolWriter) private readonly writer: NodePoolWriter,
  ) {}

  @Get('pools')
  list(@Options() options: ReadOptions, @FromCaller() { permissions }: Caller): Promise<Answer> {
    const { prefix } = options;
    return this.reads.list<NodePoolRow>(
      {
        tables: ['nodePools'],
        rows: ({ nodePools }) =>
          [...nodePools.values()]
            .filter(({ pool: { name } }) => {
              return name.startsWith(prefix) && permissions.allowsNodePool(name, 'read');
            })
            .toSorted((a, b) => compareText(a.pool.name, b.pool.name)),
        tokenOf: ({ pool }) => pool.name,
        item: WireNodePool,
        toWire: nodePoolToWire,
      },
      options,
    );
  }

  @Post('pools')
  @HttpCode(200)
  apply(@Body() body: unknown): Promise<Answer> {
    return this.#apply(parseBody(body, NodePoolRequest));
  }

  @Get('pool/:name')
  get(@Param('name') name: string, @Options() options: ReadOptions): Promise<Answer> {
    return this.reads.one(
      {
        tables: ['nodePools'],
        find: ({ nodePools }) => {
          const row = nodePools.get(name);
          return row && { body: nodePoolToWire(row), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('NODE_POOL_NOT_FOUND', 'node pool not found'),
      },
      options,
    );
  }

  @Post('pool/:name')
  @HttpCode(200)
  async change(@Param('name') name: string, @Body() body: unknown): Promise<Answer> {
    const request = parseBody(body, NodePoolRequest);
    if (request.Name !== name) {
      throw new SteppeError('REQUEST_INVALID', 'Node pool name does not match request path');
    }
    return this.#apply(request);
  }

  @Delete('pool/:name')
  async delete(@Param('name') name: string): Promise<Answer> {
    return Answer.ofWrite(undefined, await this.writer.delete(name));
  }

  @Get('pool/:name/nodes')
  nodes(@Param('name') name: string, @Options() options: ReadOptions): Promise<Answer> {
    const { query } = refusePrefix(options);
    const shown = { resources: query.flag('resources') ?? false, os: query.flag('os') ?? false };
    return this.reads.list<NodeRow>(
      {
        tables: ['nodes'],
        rows: ({ nodes }) =>
          [...nodes.values()]
            .filter(({ node }) => name === ALL_NODES_POOL || node.nodePool === name)
            .toSorted((a, b) => compareText(a.node.id, b.node.id)),
        tokenOf: ({ node }) => node.id,
        item: NodeStub,
        toWire: (row) => nodeStub(row, shown),
      },
      options,
    );
  }

  @Get('pool/:name/jobs')
  jobs(@Param('name') name: string, @Options() options: ReadOptions): Promise<Answer> {
    const { inScope, query } = refusePrefix(options);
    const meta = query.flag('meta') ?? false;
    return this.reads.list<JobRow>(
      {
        tables: ['jobs', 'allocs', 'evals'],
        rows: ({ jobs }) =>
          [...jobs.values()]
            .filter(({ current: { job } }) => {
              return inScope(job.namespace) && job.nodePool === name;
            })
            .toSorted((a, b) => compareText(tokenOf(a), tokenOf(b))),
        tokenOf,
        item: JobStub,
        toWire: (row, state) => jobStub(state, row, { meta }),
      },
      options,
    );
  }

  async #apply(request: NodePoolRequest): Promise<Answer> {
    const faults = nodePoolFaults(request);
    if (faults.length > 0) {
      const name = JSON.stringify(request.Name ?? '');
      throw new SteppeError('REQUEST_INVALID', `invalid node pool ${name}: ${multiError(faults)}`);
    }
    return Answer.ofWrite(undefined, await this.writer.apply(nodePoolFromWire(request)));
  }
}

function tokenOf({ current: { job } }: JobRow): string {
  return jobKey(job.namespace, job.id).replace('/', '.');
}

function refusePrefix(options: ReadOptions): ReadOptions {
  if (options.prefix === '') return options;
  throw new SteppeError('REQUEST_INVALID', 'prefix argument not allowed');
}
