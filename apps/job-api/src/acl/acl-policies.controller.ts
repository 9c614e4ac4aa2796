import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  aclPolicyFaults,
  aclPolicyFromWire,
  AclPolicyRequest,
  AclPolicyStub,
  aclPolicyStub,
  aclPolicyToWire,
  multiError,
} from '@steppe/api-contract';
import { type AclPolicyRow, SteppeError } from '@steppe/domain';
import { formatDiagnostics, parseAclRules } from '@steppe/hcl';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import type { AclSettings } from '../ports.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { ACL } from '../tokens.ts';
import { checkAclEnabled } from './acl-enabled.ts';
import { AclPolicyWriter } from './acl-policy-writer.ts';

@Controller('v1/acl')
export class AclPoliciesController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AclPolicyWriter) private readonly writer: AclPolicyWriter,
    @Inject(ACL) private readonly acl: AclSettings,
  ) {}

  /** Whoever does not manage sees the policies of their own token. */
  @Get('policies')
  list(@Options() options: ReadOptions, @FromCaller() caller: Caller): Promise<Answer> {
    const isShown = caller.permissions.isManagement
      ? () => true
      : (name: string) => caller.policies.has(name);
    return this.#list(options, isShown);
  }

  @Get('policy/self')
  own(@Options() options: ReadOptions, @FromCaller() caller: Caller): Promise<Answer> {
    if (!this.acl.enabled) throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
    return this.#list(options, (name) => caller.policies.has(name));
  }

  @Get('policy/:name')
  get(
    @Param('name') name: string,
    @Options() options: ReadOptions,
    @FromCaller() caller: Caller,
  ): Promise<Answer> {
    checkAclEnabled(this.acl);
    if (!caller.permissions.isManagement && !caller.policies.has(name)) {
      throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
    }
    return this.reads.one(
      {
        tables: ['aclPolicies'],
        find: ({ aclPolicies }) => {
          const row = aclPolicies.get(name);
          return row && { body: aclPolicyToWire(row, rulesOf(row)), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('ACL_NOT_FOUND', 'ACL policy not found'),
      },
      options,
    );
  }

  @Post('policy/:name')
  @HttpCode(200)
  async apply(@Param('name') name: string, @Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const request = parseBody(body, AclPolicyRequest);
    if (request.Name !== name) {
      throw new SteppeError('REQUEST_INVALID', 'ACL policy name does not match request path');
    }
    const faults = [...aclPolicyFaults(request), ...ruleFaults(request.Rules ?? '')];
    if (faults.length > 0) {
      throw new SteppeError('REQUEST_INVALID', `policy 0 invalid: ${multiError(faults)}`);
    }
    return Answer.ofWrite(undefined, await this.writer.apply(aclPolicyFromWire(request)));
  }

  @Delete('policy/:name')
  async delete(@Param('name') name: string): Promise<Answer> {
    checkAclEnabled(this.acl);
    return Answer.ofWrite(undefined, await this.writer.delete(name));
  }

  #list(options: ReadOptions, isShown: (name: string) => boolean): Promise<Answer> {
    checkAclEnabled(this.acl);
    return this.reads.list<AclPolicyRow>(
      {
        tables: ['aclPolicies'],
        rows: ({ aclPolicies }) =>
          [...aclPolicies.values()]
            .filter(({ policy }) => policy.name.startsWith(options.prefix) && isShown(policy.name))
            .toSorted((a, b) => compareText(a.policy.name, b.policy.name)),
        tokenOf: ({ policy }) => policy.name,
        item: AclPolicyStub,
        toWire: aclPolicyStub,
      },
      options,
    );
  }
}

function rulesOf({ policy }: AclPolicyRow) {
  const { spec } = parseAclRules({ filename: policy.name, text: policy.rules });
  if (!spec) throw new SteppeError('REQUEST_INVALID', 'the rules of the policy cannot be read');
  return spec;
}

function ruleFaults(text: string): string[] {
  const filename = 'rules.hcl';
  const { spec, diagnostics } = parseAclRules({ filename, text });
  if (spec) return [];
  const report = formatDiagnostics(diagnostics, { [filename]: text });
  return [`failed to parse rules: ${report.trim()}`];
}
