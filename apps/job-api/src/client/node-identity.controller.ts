import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import {
  type NodeIdentityGetResponse,
  NodeIdentityRenewRequest,
  type NodeIdentityRenewResponse,
} from '@steppe/api-contract';
import { z } from 'zod';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { NodeRequests } from './node-requests.ts';

const Claims = z.record(z.string(), z.unknown());

/** Who a node is, as servers signed it; the node itself is asked. */
@Controller('v1/client/identity')
export class NodeIdentityController {
  constructor(@Inject(NodeRequests) private readonly nodes: NodeRequests) {}

  @Get()
  async get(@Options() { query }: ReadOptions): Promise<NodeIdentityGetResponse> {
    const nodeId = this.nodes.nodeIdOf(query.text('node_id'));
    return { Claims: Claims.parse(await this.nodes.ask(nodeId, 'identity', {})) };
  }

  @Post('renew')
  @HttpCode(200)
  async renew(
    @Body() body: unknown,
    @Options() { query }: ReadOptions,
  ): Promise<NodeIdentityRenewResponse> {
    const isAsked = typeof body === 'string' && body !== '';
    const named = isAsked ? parseBody(body, NodeIdentityRenewRequest).NodeID : undefined;
    const nodeId = this.nodes.nodeIdOf(named || query.text('node_id'));
    await this.nodes.ask(nodeId, 'identity-renew', {});
    return {};
  }
}
