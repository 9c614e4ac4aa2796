import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  msOfNs,
  type NodeChangeResponse,
  NodeDrainRequest,
  NodeEligibilityRequest,
  type NodeUpdateResponse,
} from '@steppe/api-contract';
import { type Seq } from '@steppe/domain';
import { rpcAddressOf } from '../agent/member.ts';
import { Answer } from '../http/answer.ts';
import { parseBody } from '../http/request-body.ts';
import type { AgentInfo } from '../ports.ts';
import { checkUuid } from '../reads/ids.ts';
import { Reads } from '../reads/reads.service.ts';
import { AGENT } from '../tokens.ts';
import { NodeWriter } from './node-writer.ts';

/** What may be asked of a node. */
@Controller('v1/node/:nodeId')
export class NodeActionsController {
  constructor(
    @Inject(NodeWriter) private readonly writer: NodeWriter,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AGENT) private readonly agent: AgentInfo,
  ) {}

  @Post('drain')
  @HttpCode(200)
  async drain(@Param('nodeId') nodeId: string, @Body() body: unknown): Promise<Answer> {
    const { DrainSpec, MarkEligible, Meta } = parseBody(body, NodeDrainRequest);
    checkUuid(nodeId, 'node');
    const seq = await this.writer.drain(nodeId, {
      drain: DrainSpec
        ? {
            deadlineMs: msOfNs(DrainSpec.Deadline ?? 0),
            ignoreSystemJobs: DrainSpec.IgnoreSystemJobs ?? false,
          }
        : undefined,
      markEligible: MarkEligible ?? false,
      meta: Meta ?? {},
    });
    return changed({ nodeSeq: seq, seq });
  }

  @Post('eligibility')
  @HttpCode(200)
  async eligibility(@Param('nodeId') nodeId: string, @Body() body: unknown): Promise<Answer> {
    const { Eligibility } = parseBody(body, NodeEligibilityRequest);
    checkUuid(nodeId, 'node');
    const seq = await this.writer.setEligibility(nodeId, Eligibility ?? '');
    // Nomad says 0 here, whatever it changed.
    return changed({ nodeSeq: 0, seq });
  }

  @Post('evaluate')
  @HttpCode(200)
  async evaluate(@Param('nodeId') nodeId: string): Promise<Answer> {
    checkUuid(nodeId, 'node');
    const { evalIds, seq } = await this.writer.evaluate(nodeId);
    return this.#updated(nodeId, { nodeSeq: 0, seq, evalIds });
  }

  @Post('purge')
  @HttpCode(200)
  async purge(@Param('nodeId') nodeId: string): Promise<Answer> {
    checkUuid(nodeId, 'node');
    const seq = await this.writer.purge(nodeId);
    return this.#updated(nodeId, { nodeSeq: seq, seq, evalIds: [] });
  }

  #updated(nodeId: string, { nodeSeq, seq, evalIds }: Change & { evalIds: string[] }): Answer {
    const address = rpcAddressOf(this.agent);
    const body: NodeUpdateResponse = {
      HeartbeatTTL: 0,
      EvalIDs: evalIds.length === 0 ? null : evalIds,
      EvalCreateIndex: evalIds.length === 0 ? 0 : seq,
      NodeModifyIndex: nodeSeq,
      Features: 0,
      LeaderRPCAddr: address,
      NumNodes: this.reads.state.nodes.size,
      Servers: [
        {
          RPCAdvertiseAddr: address,
          RPCMajorVersion: 0,
          RPCMinorVersion: 0,
          Datacenter: this.agent.datacenter,
        },
      ],
      SchedulingEligibility: this.reads.state.nodes.get(nodeId)?.eligibility ?? '',
      SignedIdentity: null,
      Index: seq,
      LastContact: 0,
      KnownLeader: false,
      NextToken: '',
    };
    return Answer.ofWrite(body, seq);
  }
}

interface Change {
  readonly nodeSeq: Seq;
  readonly seq: Seq;
}

function changed({ nodeSeq, seq }: Change): Answer {
  const body: NodeChangeResponse = {
    NodeModifyIndex: nodeSeq,
    EvalIDs: null,
    EvalCreateIndex: 0,
    Index: seq,
  };
  return Answer.ofWrite(body, seq);
}
