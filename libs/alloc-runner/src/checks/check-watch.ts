import type { Time } from '../runner/time.ts';
import type { OfferedCheck, OfferedService } from '../services/offered-services.ts';
import type { CheckResult } from './check-results.ts';
import type { CheckOutcome } from './check-outcome.ts';
import { runNetworkCheck } from './run-check.ts';

export interface CheckWatchOptions {
  readonly time: Time;
  /** Runs a command in a running task, for checks of type `script`. */
  readonly runScript: (
    task: string,
    check: OfferedCheck,
    signal: AbortSignal,
  ) => Promise<CheckOutcome>;
  /** A check says something else than before. */
  readonly onStatus: (id: string, isPassing: boolean) => void;
  /** So many failures in a row are more than the check's `check_restart` bears. */
  readonly onUnhealthy: (offered: OfferedService, check: OfferedCheck) => void;
}

interface Watch {
  readonly offered: OfferedService;
  readonly check: OfferedCheck;
  readonly beganAtMs: number;
  result: CheckResult;
  failures: number;
  callOff: () => void;
  readonly stopped: AbortController;
}

/** Runs the checks of the services that an allocation offers, each at its own pace, as long as they are offered. */
export class CheckWatch {
  readonly #options: CheckWatchOptions;
  readonly #watches = new Map<string, Watch>();

  constructor(options: CheckWatchOptions) {
    this.#options = options;
  }

  results(): readonly CheckResult[] {
    return [...this.#watches.values()].map(({ result }) => result);
  }

  /** Checks these and no others. What has not changed goes on as it was. */
  follow(services: readonly OfferedService[]): void {
    const wanted = new Map(
      services.flatMap((offered) =>
        offered.checks.map((check) => [keyOf(check), { offered, check }]),
      ),
    );
    for (const [key, watch] of this.#watches) {
      if (wanted.has(key)) continue;
      this.#end(watch);
      this.#watches.delete(key);
    }
    for (const [key, { offered, check }] of wanted) {
      if (!this.#watches.has(key)) this.#watches.set(key, this.#begin(offered, check));
    }
  }

  stop(): void {
    this.follow([]);
  }

  #begin(offered: OfferedService, check: OfferedCheck): Watch {
    const { time } = this.#options;
    const watch: Watch = {
      offered,
      check,
      beganAtMs: time.monotonicMs(),
      result: pending(offered, check, time.nowMs()),
      failures: 0,
      callOff: () => undefined,
      stopped: new AbortController(),
    };
    watch.callOff = time.after(0, () => void this.#run(watch));
    return watch;
  }

  #end({ callOff, stopped }: Watch): void {
    callOff();
    stopped.abort();
  }

  /** Never rejects. */
  async #run(watch: Watch): Promise<void> {
    const { time } = this.#options;
    const outcome = await this.#outcomeOf(watch);
    if (watch.stopped.signal.aborted) return;
    this.#learn(watch, outcome);
    if (watch.stopped.signal.aborted) return; // Its task is started anew.
    watch.callOff = time.after(watch.check.check.intervalMs, () => void this.#run(watch));
  }

  async #outcomeOf({ offered, check, stopped }: Watch): Promise<CheckOutcome> {
    if (check.check.type !== 'script') return runNetworkCheck(check, stopped.signal);
    const task = taskOf(offered, check);
    if (task === undefined) return { status: 'failure', output: 'nomad: the check names no task' };
    try {
      return await this.#options.runScript(task, check, stopped.signal);
    } catch (error) {
      return {
        status: 'failure',
        output: `nomad: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }

  #learn(watch: Watch, outcome: CheckOutcome): void {
    const { time, onStatus, onUnhealthy } = this.#options;
    const before = watch.result.status;
    watch.result = { ...watch.result, statusCode: 0, ...outcome, atMs: time.nowMs() };
    const isPassing = outcome.status === 'success';
    watch.failures = isPassing ? 0 : watch.failures + 1;
    if (before !== outcome.status) onStatus(watch.check.id, isPassing);
    const limit = watch.check.check.checkRestart;
    if (limit === undefined || limit.limit === 0 || isPassing) return;
    const isGrace = time.monotonicMs() - watch.beganAtMs < limit.graceMs;
    if (isGrace) watch.failures = 0;
    else if (watch.failures >= limit.limit) {
      watch.failures = 0;
      onUnhealthy(watch.offered, watch.check);
    }
  }
}

/** A check that is at another place, or says something else, is another one. */
const keyOf = (check: OfferedCheck): string => JSON.stringify(check);

/** The task that a check is about. */
export function taskOf(
  { task, service }: OfferedService,
  { check }: OfferedCheck,
): string | undefined {
  const named = check.taskName || service.taskName || task;
  return named === '' ? undefined : named;
}

function pending(offered: OfferedService, check: OfferedCheck, nowMs: number): CheckResult {
  return {
    id: check.id,
    name: check.name,
    service: offered.instance.name,
    task: taskOf(offered, check) ?? '',
    mode: check.check.onUpdate === 'require_healthy' ? 'healthiness' : 'readiness',
    status: 'pending',
    statusCode: 0,
    output: 'nomad: waiting to run',
    atMs: nowMs,
  };
}
