import { jobKey, type State, variableKey, type VariablePlace } from '@steppe/domain';
import {
  aboutAllocation,
  aboutAuthMethod,
  aboutBindingRule,
  aboutDeployment,
  aboutEvaluation,
  aboutFormerService,
  aboutJob,
  aboutNode,
  aboutNodePool,
  aboutPolicy,
  aboutRole,
  aboutService,
  aboutToken,
  aboutVariable,
} from './about-rows.ts';
import type { StreamEvent } from './stream-event.ts';

/** In the ID of an instance of a service: the allocation's that offers it. */
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Finds what an event is about; what is gone already is not told of. */
export class Teller {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  job(type: string, namespace: string, jobId: string): StreamEvent[] {
    const row = this.#state.jobs.get(jobKey(namespace, jobId));
    return row ? [aboutJob(this.#state, type, row)] : [];
  }

  evaluation(type: string, id: string | undefined): StreamEvent[] {
    const row = id === undefined ? undefined : this.#state.evals.get(id);
    return row ? [aboutEvaluation(this.#state, type, row)] : [];
  }

  allocation(type: string, id: string): StreamEvent[] {
    const row = this.#state.allocs.get(id);
    return row ? [aboutAllocation(this.#state, type, row)] : [];
  }

  deployment(type: string, id: string): StreamEvent[] {
    const row = this.#state.deployments.get(id);
    return row ? [aboutDeployment(this.#state, type, row)] : [];
  }

  /** The deployment that counts the health of an allocation. */
  deploymentOf(type: string, allocId: string): StreamEvent[] {
    const id = this.#state.allocs.get(allocId)?.deploymentId;
    return id === undefined ? [] : this.deployment(type, id);
  }

  service(type: string, id: string): StreamEvent[] {
    const row = this.#state.services.get(id);
    return row ? [aboutService(type, row)] : [];
  }

  formerService(type: string, id: string): StreamEvent[] {
    const [allocId = ''] = UUID.exec(id) ?? [];
    const job = this.#state.allocs.get(allocId)?.jobVersion.job;
    return [
      aboutFormerService(type, id, { namespace: job?.namespace ?? '', jobId: job?.id ?? '' }),
    ];
  }

  policy(type: string, name: string): StreamEvent[] {
    const row = this.#state.aclPolicies.get(name);
    return row ? [aboutPolicy(type, row)] : [];
  }

  role(type: string, id: string): StreamEvent[] {
    const row = this.#state.aclRoles.get(id);
    return row ? [aboutRole(type, row)] : [];
  }

  token(type: string, accessorId: string): StreamEvent[] {
    const row = this.#state.aclTokens.get(accessorId);
    return row ? [aboutToken(this.#state, type, row)] : [];
  }

  authMethod(type: string, name: string): StreamEvent[] {
    const row = this.#state.aclAuthMethods.get(name);
    return row ? [aboutAuthMethod(type, row)] : [];
  }

  bindingRule(type: string, id: string): StreamEvent[] {
    const row = this.#state.aclBindingRules.get(id);
    return row ? [aboutBindingRule(type, row)] : [];
  }

  variable({ namespace, path }: VariablePlace): StreamEvent[] {
    const row = this.#state.variables.get(variableKey(namespace, path));
    return row ? [aboutVariable(row)] : [];
  }

  nodePool(type: string, name: string): StreamEvent[] {
    const row = this.#state.nodePools.get(name);
    return row ? [aboutNodePool(type, row)] : [];
  }

  node(type: string, id: string | undefined): StreamEvent[] {
    const row = id === undefined ? undefined : this.#state.nodes.get(id);
    return row ? [aboutNode(type, row)] : [];
  }
}
