import type { AllocationNetwork, Placement, ServiceInstance } from '@steppe/domain';
import type { CheckResult } from '../checks/check-results.ts';
import { CheckWatch, taskOf } from '../checks/check-watch.ts';
import { runScriptCheck } from '../checks/run-script.ts';
import type { AllocInput } from '../machine/alloc-machine.ts';
import type { AllocState } from '../machine/alloc-state.ts';
import type { LiveTasks } from '../runner/live-tasks.ts';
import type { RunnerPorts } from '../runner/runner-ports.ts';
import type { RunnableJob } from '../runner/task-spec.ts';
import { type OfferedCheck, offeredServices, type OfferedService } from './offered-services.ts';

export interface AllocServicesOptions {
  readonly placement: Placement;
  readonly runnable: () => RunnableJob;
  readonly ports: RunnerPorts;
  /** Where the allocation is on a network of its own. */
  readonly network: () => AllocationNetwork | undefined;
  readonly live: LiveTasks;
  readonly onInput: (input: AllocInput) => void;
}

/** The services that one allocation offers, and the checks of them. */
export class AllocServices {
  readonly #options: AllocServicesOptions;
  readonly #watch: CheckWatch;

  constructor(options: AllocServicesOptions) {
    this.#options = options;
    const { ports, live, onInput } = options;
    this.#watch = new CheckWatch({
      time: ports.time,
      runScript: (task, check, signal) => runScriptCheck(live, { task, check, signal }),
      onStatus: (id, passing) => onInput({ type: 'check', id, passing }),
      onUnhealthy: (offered, check) => this.#restart(offered, check),
    });
  }

  /** What the checks said last. */
  get checks(): readonly CheckResult[] {
    return this.#watch.results();
  }

  instances(state: AllocState): readonly ServiceInstance[] {
    return this.#offered(state).map(({ instance }) => instance);
  }

  /** Checks what is offered now. */
  follow(state: AllocState): void {
    this.#watch.follow(this.#offered(state));
  }

  stop(): void {
    this.#watch.stop();
  }

  #offered(state: AllocState): readonly OfferedService[] {
    const { placement, runnable, ports, network } = this.#options;
    return offeredServices({
      placement,
      runnable: runnable(),
      node: ports.node(),
      state,
      network: network(),
    });
  }

  #restart(offered: OfferedService, check: OfferedCheck): void {
    const task = taskOf(offered, check);
    if (task === undefined) return; // A check of the whole group must name the task that it is about.
    const reason = `healthcheck: check "${check.name}" unhealthy`;
    this.#options.onInput({
      type: 'task',
      task,
      input: { type: 'restart', reason, isFailure: true },
    });
  }
}
