import { createPublicKey } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type AllocationRow, groupOf, isTerminal, SteppeError, type Task } from '@steppe/domain';
import { type EventStore, type Projection, type Served } from '@steppe/event-log';
import {
  CLOCK,
  type Clock,
  EVENT_STORE,
  PROJECTION,
  serveWorkloadIdentities,
  type WorkloadIdentity,
} from '@steppe/nest-kit';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { z } from 'zod';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';
import { type IdentityBlock, identityBlocksOf } from './identity-blocks.ts';
import { OWN_AUDIENCE, TOKEN_ALGORITHM, TokenSigner } from './token-signer.ts';

/** Clocks of servers differ a little. */
const CLOCK_TOLERANCE_S = 10;

const Claims = z.object({
  nomad_namespace: z.string(),
  nomad_job_id: z.string(),
  nomad_allocation_id: z.string(),
  nomad_task: z.string(),
});

/** A task whose identity was checked, and that still runs. */
export interface Workload {
  readonly namespace: string;
  readonly jobId: string;
  readonly group: string;
  readonly task: string;
  readonly allocId: string;
}

/** Says of tasks who they are, signed with the root key, and knows them again by that. */
@Injectable()
export class WorkloadIdentities implements OnModuleInit, OnModuleDestroy {
  #served: Served | undefined;

  constructor(
    @Inject(TokenSigner) private readonly signer: TokenSigner,
    @Inject(PROJECTION) private readonly projection: Projection,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(AGENT) private readonly agent: AgentInfo,
  ) {}

  onModuleInit(): void {
    this.#served = serveWorkloadIdentities(this.store.live, (question) => this.sign(question));
  }

  async onModuleDestroy(): Promise<void> {
    await this.#served?.stop();
  }

  /** @throws SteppeError `ALLOCATION_NOT_FOUND` unless the allocation is to run on the node. */
  async sign({
    allocId,
    nodeId,
  }: {
    allocId: string;
    nodeId: string;
  }): Promise<WorkloadIdentity[]> {
    const alloc = this.projection.state.allocs.get(allocId);
    if (!alloc || alloc.nodeId !== nodeId || isTerminal(alloc)) {
      throw new SteppeError('ALLOCATION_NOT_FOUND', `no allocation "${allocId}" runs on ${nodeId}`);
    }
    const tasks = groupOf(alloc.jobVersion, alloc.groupName)?.tasks ?? [];
    const wanted = tasks.flatMap((task) =>
      identityBlocksOf(task).map((block) => ({ task, block })),
    );
    return Promise.all(
      wanted.map(async ({ task, block }) => {
        const { audience: _audience, ...rest } = block;
        return { task: task.name, ...rest, token: await this.#signed(alloc, task, block) };
      }),
    );
  }

  /** @throws SteppeError `PERMISSION_DENIED` unless it is the default identity of a task that still runs. */
  async verify(token: string): Promise<Workload> {
    const claims = await this.#claimsOf(token);
    const workload = this.find(claims.nomad_allocation_id, claims.nomad_task);
    if (!workload) throw denied();
    return workload;
  }

  /** A task that still runs; undefined when there is none. */
  find(allocId: string, task: string): Workload | undefined {
    const alloc = this.projection.state.allocs.get(allocId);
    if (!alloc || isTerminal(alloc)) return undefined;
    const { job } = alloc.jobVersion;
    return { namespace: job.namespace, jobId: job.id, group: alloc.groupName, task, allocId };
  }

  async #claimsOf(token: string): Promise<z.infer<typeof Claims>> {
    try {
      const { kid = '' } = decodeProtectedHeader(token);
      const row = this.projection.state.rootKeys.get(kid);
      if (!row) throw denied();
      const { payload } = await jwtVerify(token, createPublicKey(row.publicKey), {
        algorithms: [TOKEN_ALGORITHM],
        audience: OWN_AUDIENCE,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(this.now()),
      });
      return Claims.parse(payload);
    } catch (cause) {
      if (cause instanceof SteppeError) throw cause;
      throw denied(cause);
    }
  }

  #signed(
    { id: allocId, groupName, jobVersion: { job } }: AllocationRow,
    task: Task,
    { name, audience, ttlMs }: IdentityBlock,
  ): Promise<string> {
    return this.signer.sign({
      claims: {
        nomad_namespace: job.namespace,
        nomad_job_id: job.id,
        nomad_allocation_id: allocId,
        nomad_task: task.name,
      },
      subject: [this.agent.region, job.namespace, job.id, groupName, task.name, name].join(':'),
      audience,
      ttlMs,
    });
  }
}

function denied(cause?: unknown): SteppeError {
  return new SteppeError('PERMISSION_DENIED', 'Permission denied', { cause });
}
