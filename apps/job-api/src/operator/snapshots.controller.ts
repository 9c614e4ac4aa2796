import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Controller, Get, Inject } from '@nestjs/common';
import { imageOf } from '@steppe/domain';
import { encodeSnapshot } from '@steppe/event-log';
import { type Clock, CLOCK } from '@steppe/nest-kit';
import { Answer } from '../http/answer.ts';
import { Reads } from '../reads/reads.service.ts';

@Controller('v1/operator/snapshot')
export class SnapshotsController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(CLOCK) private readonly clock: Clock,
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
}
