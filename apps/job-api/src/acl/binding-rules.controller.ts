import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  bindingRuleFaults,
  bindingRuleFromWire,
  BindingRuleRequest,
  BindingRuleStub,
  bindingRuleStub,
  bindingRuleToWire,
  mergedBindingRule,
  multiError,
} from '@steppe/api-contract';
import { type BindingRuleRow, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import type { AclSettings } from '../ports.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { ACL, NEW_ID } from '../tokens.ts';
import { checkAclEnabled } from './acl-enabled.ts';
import { BindingRuleWriter } from './binding-rule-writer.ts';

@Controller('v1/acl')
export class BindingRulesController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(BindingRuleWriter) private readonly writer: BindingRuleWriter,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(ACL) private readonly acl: AclSettings,
  ) {}

  @Get('binding-rules')
  list(@Options() options: ReadOptions): Promise<Answer> {
    checkAclEnabled(this.acl);
    return this.reads.list<BindingRuleRow>(
      {
        tables: ['aclBindingRules'],
        rows: ({ aclBindingRules }) =>
          [...aclBindingRules.values()]
            .filter(({ rule }) => rule.id.startsWith(options.prefix))
            .toSorted((a, b) => compareText(a.rule.id, b.rule.id)),
        tokenOf: ({ rule }) => rule.id,
        item: BindingRuleStub,
        toWire: bindingRuleStub,
      },
      options,
    );
  }

  @Get('binding-rule/:id')
  get(@Param('id') id: string, @Options() options: ReadOptions): Promise<Answer> {
    checkAclEnabled(this.acl);
    return this.reads.one(
      {
        tables: ['aclBindingRules'],
        find: ({ aclBindingRules }) => {
          const row = aclBindingRules.get(id);
          return row && { body: bindingRuleToWire(row), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('ACL_NOT_FOUND', 'ACL binding rule not found'),
      },
      options,
    );
  }

  @Post('binding-rule')
  @HttpCode(200)
  async create(@Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const request = parseBody(body, BindingRuleRequest);
    return request.ID ? this.#update(request.ID, request) : this.#apply(request, this.newId());
  }

  @Post('binding-rule/:id')
  @HttpCode(200)
  async change(@Param('id') id: string, @Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const request = parseBody(body, BindingRuleRequest);
    if (request.ID !== id) {
      const text = 'ACL binding rule ID does not match request path';
      throw new SteppeError('REQUEST_INVALID', text);
    }
    return this.#update(id, request);
  }

  @Delete('binding-rule/:id')
  async delete(@Param('id') id: string): Promise<Answer> {
    checkAclEnabled(this.acl);
    return Answer.ofWrite(undefined, await this.writer.delete(id));
  }

  async #update(id: string, request: BindingRuleRequest): Promise<Answer> {
    const before = this.reads.state.aclBindingRules.get(id);
    if (!before) throw new SteppeError('REQUEST_INVALID', `cannot find binding rule ${id}`);
    if (request.AuthMethod && request.AuthMethod !== before.rule.authMethod) {
      const text = 'cannot update auth method for binding rule, create a new rule instead';
      throw new SteppeError('REQUEST_INVALID', text);
    }
    return this.#apply(mergedBindingRule(request, before), id);
  }

  async #apply(request: BindingRuleRequest, id: string): Promise<Answer> {
    const faults = bindingRuleFaults(request);
    if (faults.length > 0) {
      throw new SteppeError('REQUEST_INVALID', `binding rule 0 invalid: ${multiError(faults)}`);
    }
    const row = await this.writer.apply(bindingRuleFromWire(request, id));
    return Answer.ofWrite(bindingRuleToWire(row), row.modifySeq);
  }
}
