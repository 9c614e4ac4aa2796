import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import {
  type AclPolicyRow,
  type AclRules,
  type AclTokenRow,
  ALL_PERMISSIONS,
  ANONYMOUS_POLICY,
  isExpired,
  type Permissions,
  permissionsOf,
  type State,
  SteppeError,
} from '@steppe/domain';
import { type Projection } from '@steppe/event-log';
import { parseAclRules } from '@steppe/hcl';
import { CLOCK, type Clock, PROJECTION } from '@steppe/nest-kit';
import { type Workload, WorkloadIdentities } from '../identity/workload-identities.ts';
import type { AclSettings } from '../ports.ts';
import { ACL } from '../tokens.ts';
import { ANYONE, type Caller } from './caller.ts';
import { isFor, withOwnVariables } from './workload-permissions.ts';

/** The text that a secret is known by. Secrets are random UUIDs, so nobody can guess them from it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Finds out who sends a request, and what they may do. */
@Injectable()
export class Access {
  /** Policies are parsed once: a row never changes. */
  readonly #rules = new WeakMap<AclPolicyRow, AclRules>();
  readonly #permissions = new Map<string, Permissions>();
  #permissionsSeq = 0;

  constructor(
    @Inject(PROJECTION) private readonly projection: Projection,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(ACL) private readonly acl: AclSettings,
    @Inject(WorkloadIdentities) private readonly identities: WorkloadIdentities,
  ) {}

  get isEnabled(): boolean {
    return this.acl.enabled;
  }

  /** @throws SteppeError `PERMISSION_DENIED` when a token is shown that counts for nothing. */
  callerOf(headers: IncomingHttpHeaders): Promise<Caller> {
    return this.callerWith(secretIn(headers));
  }

  /** @param secret what was shown as a token; empty for nothing. */
  async callerWith(secret: string): Promise<Caller> {
    if (!this.acl.enabled) return { ...ANYONE, secret };
    if (secret === '') return this.#anonymous();
    if (isJwt(secret)) return this.#workload(secret);
    const { state } = this.projection;
    const accessorId = state.index.aclTokensByHash.get(hashSecret(secret));
    const row = accessorId === undefined ? undefined : state.aclTokens.get(accessorId);
    if (!row) throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
    if (isExpired(row.token, this.now())) {
      throw new SteppeError('PERMISSION_DENIED', 'ACL token expired');
    }
    const policies = policiesOf(state, row);
    const permissions =
      row.token.type === 'management' ? ALL_PERMISSIONS : this.#permissionsOf(policies);
    return { permissions, token: row, secret, policies, name: `token/${row.token.accessorId}` };
  }

  #anonymous(): Caller {
    const policies = new Set([ANONYMOUS_POLICY]);
    return { ...ANYONE, policies, permissions: this.#permissionsOf(policies) };
  }

  /** What a task may, of which its agent asks. */
  permissionsOfTask({ allocId, task }: { allocId: string; task: string }): Permissions {
    if (!this.acl.enabled) return ALL_PERMISSIONS;
    const workload = this.identities.find(allocId, task);
    return workload ? this.#rightsOf(workload).permissions : NO_PERMISSIONS;
  }

  async #workload(secret: string): Promise<Caller> {
    const workload = await this.identities.verify(secret);
    return { ...this.#rightsOf(workload), secret, name: `allocation/${workload.allocId}` };
  }

  /** A task has the policies that name it, and reads the variables of its job. */
  #rightsOf(workload: Workload): Pick<Caller, 'permissions' | 'policies'> {
    const rows = [...this.projection.state.aclPolicies.values()];
    const policies = new Set(
      rows.filter(({ policy }) => isFor(policy, workload)).map(({ policy }) => policy.name),
    );
    return { permissions: withOwnVariables(this.#permissionsOf(policies), workload), policies };
  }

  #permissionsOf(policies: ReadonlySet<string>): Permissions {
    const { state } = this.projection;
    if (this.#permissionsSeq !== state.tableSeq.aclPolicies) {
      this.#permissions.clear();
      this.#permissionsSeq = state.tableSeq.aclPolicies;
    }
    const key = [...policies].toSorted().join('\n');
    const known = this.#permissions.get(key);
    if (known) return known;
    const rows = [...policies].flatMap((name) => state.aclPolicies.get(name) ?? []);
    const permissions = permissionsOf(rows.map((row) => this.#rulesOf(row)));
    this.#permissions.set(key, permissions);
    return permissions;
  }

  #rulesOf(row: AclPolicyRow): AclRules {
    const known = this.#rules.get(row);
    if (known) return known;
    const { spec } = parseAclRules({ filename: row.policy.name, text: row.policy.rules });
    // Rules were checked when the policy was applied; one that this build can't read allows nothing.
    const rules = spec ?? NO_RULES;
    this.#rules.set(row, rules);
    return rules;
  }
}

const NO_PERMISSIONS = permissionsOf([]);

const NO_RULES: AclRules = {
  namespaces: [],
  nodePools: [],
  hostVolumes: [],
  areas: {},
  operatorCapabilities: [],
};

/** Its own policies and those of its roles. */
function policiesOf({ aclRoles }: State, { token }: AclTokenRow): ReadonlySet<string> {
  const ofRoles = token.roleIds.flatMap((id) => aclRoles.get(id)?.role.policies ?? []);
  return new Set([...token.policies, ...ofRoles]);
}

function isJwt(secret: string): boolean {
  return secret.split('.').length === 3;
}

/** `X-Nomad-Token: …` or `Authorization: Bearer …`. */
export function secretIn(headers: IncomingHttpHeaders): string {
  const own = headers['x-nomad-token'];
  const [shown] = Array.isArray(own) ? own : [own];
  if (shown) return shown.trim();
  const [, bearer = ''] = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '') ?? [];
  return bearer;
}
