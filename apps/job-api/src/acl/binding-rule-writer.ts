import { Inject, Injectable } from '@nestjs/common';
import {
  assert,
  type BindingRule,
  type BindingRuleRow,
  type Seq,
  type State,
  SteppeError,
  subjects,
} from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { LogWriter } from '../writes/log-writer.ts';
import { settingWrite } from '../writes/setting-write.ts';

/** Appends what is wanted of binding rules to the log. */
@Injectable()
export class BindingRuleWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws SteppeError `REQUEST_INVALID` when there is no such auth method. */
  async apply(rule: BindingRule): Promise<BindingRuleRow> {
    const seq = await this.#write(rule.id, ({ aclAuthMethods }) => {
      if (!aclAuthMethods.has(rule.authMethod)) {
        throw new SteppeError('REQUEST_INVALID', `ACL auth method ${rule.authMethod} not found`);
      }
      return { type: 'AclBindingRuleApplied', v: 1, rule } as const;
    });
    this.logger.info({ bindingRuleId: rule.id, seq }, 'ACL binding rule applied');
    const row = this.log.state.aclBindingRules.get(rule.id);
    assert(row !== undefined, 'a binding rule that was written is not there');
    return row;
  }

  /** @throws SteppeError `ACL_NOT_FOUND`. */
  async delete(id: string): Promise<Seq> {
    const seq = await this.#write(id, ({ aclBindingRules }) => {
      if (!aclBindingRules.has(id)) {
        throw new SteppeError('ACL_NOT_FOUND', 'ACL binding rule not found');
      }
      return { type: 'AclBindingRuleDeleted', v: 1, id } as const;
    });
    this.logger.info({ bindingRuleId: id, seq }, 'ACL binding rule deleted');
    return seq;
  }

  #write(id: string, decide: (state: State) => Parameters<LogWriter['append']>[1]): Promise<Seq> {
    return this.log.write(settingWrite(subjects.aclBindingRule(id), (state) => [decide(state)]));
  }
}
