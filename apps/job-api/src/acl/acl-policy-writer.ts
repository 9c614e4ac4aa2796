import { Inject, Injectable } from '@nestjs/common';
import type { AclPolicy, Seq } from '@steppe/domain';
import { subjects } from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { LogWriter } from '../writes/log-writer.ts';

/** Appends what is wanted of ACL policies to the log. */
@Injectable()
export class AclPolicyWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async apply(policy: AclPolicy): Promise<Seq> {
    const event = { type: 'AclPolicyApplied', v: 1, policy } as const;
    const seq = await this.log.append(subjects.aclPolicy(policy.name), event);
    this.logger.info({ policy: policy.name, seq }, 'ACL policy applied');
    return seq;
  }

  /** An unknown policy is no error, as in Nomad. */
  async delete(name: string): Promise<Seq> {
    const event = { type: 'AclPolicyDeleted', v: 1, name } as const;
    const seq = await this.log.append(subjects.aclPolicy(name), event);
    this.logger.info({ policy: name, seq }, 'ACL policy deleted');
    return seq;
  }
}
