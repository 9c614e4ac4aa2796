import { Inject, Injectable } from '@nestjs/common';
import { type AclRole, type Seq, type State, SteppeError, subjects } from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { LogWriter } from '../writes/log-writer.ts';
import { settingWrite } from '../writes/setting-write.ts';

/** Appends what is wanted of ACL roles to the log. */
@Injectable()
export class AclRoleWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws SteppeError `REQUEST_INVALID` when the name is taken, or a policy is not there. */
  async apply(role: AclRole): Promise<Seq> {
    const seq = await this.#write(role.id, (state) => {
      checkRole(state, role);
      return { type: 'AclRoleApplied', v: 1, role } as const;
    });
    this.logger.info({ roleId: role.id, role: role.name, seq }, 'ACL role applied');
    return seq;
  }

  /** @throws SteppeError `ACL_NOT_FOUND`. */
  async delete(id: string): Promise<Seq> {
    const seq = await this.#write(id, ({ aclRoles }) => {
      if (!aclRoles.has(id)) throw new SteppeError('ACL_NOT_FOUND', 'ACL role not found');
      return { type: 'AclRoleDeleted', v: 1, id } as const;
    });
    this.logger.info({ roleId: id, seq }, 'ACL role deleted');
    return seq;
  }

  #write(id: string, decide: (state: State) => Parameters<LogWriter['append']>[1]): Promise<Seq> {
    return this.log.write(settingWrite(subjects.aclRole(id), (state) => [decide(state)]));
  }
}

function checkRole({ aclRoles, aclPolicies }: State, role: AclRole): void {
  const taken = [...aclRoles.values()].some(({ role: other }) => {
    return other.name === role.name && other.id !== role.id;
  });
  if (taken) {
    throw new SteppeError('REQUEST_INVALID', `role with name ${role.name} already exists`);
  }
  const missing = role.policies.find((name) => !aclPolicies.has(name));
  if (missing !== undefined) {
    throw new SteppeError('REQUEST_INVALID', `cannot find policy ${missing}`);
  }
}
