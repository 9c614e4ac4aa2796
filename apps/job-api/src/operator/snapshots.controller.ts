import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { imageOf, SteppeError } from '@steppe/domain';
import { decodeSnapshot, encodeSnapshot } from '@steppe/event-log';
import { type Clock, CLOCK } from '@steppe/nest-kit';
import { Answer } from '../http/answer.ts';
import { Reads } from '../reads/reads.service.ts';
import { Restorer } from './restore/restore.service.ts';

/** Its body is no text, and may be large. */
export const SNAPSHOT_PATH = '/v1/operator/snapshot';

@Controller(SNAPSHOT_PATH)
export class SnapshotsController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Restorer) private readonly restorer: Restorer,
  ) {}

  /** The state as it is now, as a snapshot; clients compare what they got with its digest. */
  @Get()
  async save(): Promise<Answer> {
    const image = imageOf(this.reads.state);
    const bytes = await encodeSnapshot(image, { takenAtMs: this.clock() });
    const digest = createHash('sha256').update(bytes).digest('base64');
    return new Answer(Readable.from([bytes]), {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      digest: `sha-256=${digest}`,
      'X-Nomad-Index': String(image.seq),
    });
  }

  /** Answers once everything has been written that makes the cluster as the snapshot has it. */
  @Post()
  @HttpCode(200)
  async restore(@Body() body: unknown): Promise<Answer> {
    if (!Buffer.isBuffer(body) || body.length === 0) {
      throw new SteppeError('REQUEST_INVALID', 'Request body is empty: send a snapshot');
    }
    const seq = await this.restorer.restore(await decodeSnapshot(body));
    return Answer.ofWrite(undefined, seq);
  }
}
