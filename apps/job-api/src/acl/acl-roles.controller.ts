import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  aclRoleFaults,
  aclRoleFromWire,
  AclRoleRequest,
  aclRoleToWire,
  multiError,
  WireAclRole,
} from '@steppe/api-contract';
import { type AclRoleRow, type State, SteppeError } from '@steppe/domain';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import type { AclSettings } from '../ports.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { ACL, NEW_ID } from '../tokens.ts';
import { checkAclEnabled } from './acl-enabled.ts';
import { AclRoleWriter } from './acl-role-writer.ts';

@Controller('v1/acl')
export class AclRolesController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AclRoleWriter) private readonly writer: AclRoleWriter,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(ACL) private readonly acl: AclSettings,
  ) {}

  /** Whoever does not manage sees the roles of their own token. */
  @Get('roles')
  list(@Options() options: ReadOptions, @FromCaller() caller: Caller): Promise<Answer> {
    checkAclEnabled(this.acl);
    return this.reads.list<AclRoleRow>(
      {
        tables: ['aclRoles'],
        rows: ({ aclRoles }) =>
          [...aclRoles.values()]
            .filter(({ role }) => role.id.startsWith(options.prefix) && holds(caller, role.id))
            .toSorted((a, b) => compareText(a.role.id, b.role.id)),
        tokenOf: ({ role }) => role.id,
        item: WireAclRole,
        toWire: aclRoleToWire,
      },
      options,
    );
  }

  @Post('role')
  @HttpCode(200)
  create(@Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const request = parseBody(body, AclRoleRequest);
    if (request.ID) {
      throw new SteppeError('REQUEST_INVALID', 'Role ID should not be specified');
    }
    return this.#apply(request, this.newId());
  }

  @Get('role/name/:name')
  named(
    @Param('name') name: string,
    @Options() options: ReadOptions,
    @FromCaller() caller: Caller,
  ): Promise<Answer> {
    return this.#one(options, caller, ({ aclRoles }) => {
      return [...aclRoles.values()].find(({ role }) => role.name === name);
    });
  }

  @Get('role/:id')
  get(
    @Param('id') id: string,
    @Options() options: ReadOptions,
    @FromCaller() caller: Caller,
  ): Promise<Answer> {
    return this.#one(options, caller, ({ aclRoles }) => aclRoles.get(id));
  }

  @Post('role/:id')
  @HttpCode(200)
  async change(@Param('id') id: string, @Body() body: unknown): Promise<Answer> {
    checkAclEnabled(this.acl);
    const request = parseBody(body, AclRoleRequest);
    if (request.ID !== id) {
      throw new SteppeError('REQUEST_INVALID', 'ACL role ID does not match request path');
    }
    if (!this.reads.state.aclRoles.has(id)) {
      throw new SteppeError('ACL_NOT_FOUND', 'cannot find role ' + id);
    }
    return this.#apply(request, id);
  }

  @Delete('role/:id')
  async delete(@Param('id') id: string): Promise<Answer> {
    checkAclEnabled(this.acl);
    return Answer.ofWrite(undefined, await this.writer.delete(id));
  }

  async #apply(request: AclRoleRequest, id: string): Promise<Answer> {
    const faults = aclRoleFaults(request);
    if (faults.length > 0) {
      throw new SteppeError('REQUEST_INVALID', `role 0 invalid: ${multiError(faults)}`);
    }
    const seq = await this.writer.apply(aclRoleFromWire(request, id));
    const row = this.reads.state.aclRoles.get(id);
    return Answer.ofWrite(row && aclRoleToWire(row), seq);
  }

  #one(
    options: ReadOptions,
    caller: Caller,
    rowOf: (state: State) => AclRoleRow | undefined,
  ): Promise<Answer> {
    checkAclEnabled(this.acl);
    return this.reads.one(
      {
        tables: ['aclRoles'],
        find: (state) => {
          const row = rowOf(state);
          const isShown = row !== undefined && holds(caller, row.role.id);
          return isShown ? { body: aclRoleToWire(row), index: row.modifySeq } : undefined;
        },
        otherwise: () =>
          caller.permissions.isManagement
            ? new SteppeError('ACL_NOT_FOUND', 'ACL role not found')
            : new SteppeError('PERMISSION_DENIED', 'Permission denied'),
      },
      options,
    );
  }
}

function holds({ permissions, token }: Caller, roleId: string): boolean {
  return permissions.isManagement || (token?.token.roleIds.includes(roleId) ?? false);
}
