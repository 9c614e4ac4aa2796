import { join } from 'node:path';
import type { TaskIdentity } from '@steppe/api-contract/blocks';
import { envName } from '../env/env-name.ts';
import { setupFailure } from '../machine/task-events.ts';
import { writeFileInside } from '../inside/inside-dir.ts';
import { pathInside } from '../inside/inside-path.ts';
import { messageOf, type SetupContext, SetupError } from './setup-context.ts';

/** A token that says to others what a task is. */
export interface IdentityToken {
  readonly token: string;
  readonly expiresAtMs?: number | undefined;
}

/** Who signs tokens: the servers. */
export interface IdentityIssuer {
  /** @throws SteppeError when no server can be asked, or the allocation has ended. */
  issue(
    asker: { readonly allocId: string; readonly task: string },
    identity: TaskIdentity,
  ): Promise<IdentityToken>;
}

/** A token is renewed when so much of its time is over. */
const RENEW_AT_SHARE = 0.5;
const RENEW_RETRY_MS = 30_000;

/** The tokens that a task's `identity` blocks ask for, in files and variables, renewed before they expire. */
export class IdentityTokens {
  readonly #onRenewal: (identity: TaskIdentity) => void;
  #env: Record<string, string> = {};
  #callOffs: (() => void)[] = [];
  #isStopped = false;

  /** @param onRenewal told of each identity whose token is another one than the task was started with. */
  constructor(onRenewal: (identity: TaskIdentity) => void) {
    this.#onRenewal = onRenewal;
  }

  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** @throws SetupError when a token can't be had. */
  async write(context: SetupContext): Promise<void> {
    this.#dropRenewals();
    const { issuer } = context.ports;
    if (issuer === undefined) return;
    for (const identity of wantedOf(context)) {
      try {
        await this.#writeOne(issuer, identity, context);
      } catch (cause) {
        const message = `identity ${identity.name}: ${messageOf(cause)}`;
        throw new SetupError(setupFailure(message), { recoverable: true, cause });
      }
    }
  }

  /** Renews the tokens of a task that runs already, which no server that is away may end. */
  resume(context: SetupContext): void {
    this.#dropRenewals();
    const { issuer } = context.ports;
    if (issuer === undefined) return;
    for (const identity of wantedOf(context)) {
      this.#renewAfter(0, () => this.#writeOne(issuer, identity, context), context);
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#dropRenewals();
  }

  #dropRenewals(): void {
    for (const callOff of this.#callOffs.splice(0)) callOff();
  }

  async #writeOne(
    issuer: IdentityIssuer,
    identity: TaskIdentity,
    context: SetupContext,
  ): Promise<void> {
    const { allocId, taskName: task, paths } = context.spec;
    const { token, expiresAtMs } = await issuer.issue({ allocId, task }, identity);
    const suffix = identity.name === 'default' ? '' : `_${envName(identity.name)}`;
    if (identity.env) this.#env[`NOMAD_TOKEN${suffix}`] = token;
    if (identity.file) {
      const usual = identity.name === 'default' ? 'nomad_token' : `nomad_${identity.name}.jwt`;
      const way = pathInside(paths, identity.filepath || join('secrets', usual));
      await writeFileInside(paths.allocDir, way, token, { mode: 0o644 });
    }
    if (expiresAtMs === undefined || this.#isStopped) return;
    const leftMs = expiresAtMs - context.ports.time.nowMs();
    this.#renewAfter(
      leftMs * RENEW_AT_SHARE,
      () => this.#renew(issuer, identity, context),
      context,
    );
  }

  async #renew(
    issuer: IdentityIssuer,
    identity: TaskIdentity,
    context: SetupContext,
  ): Promise<void> {
    await this.#writeOne(issuer, identity, context);
    if (!this.#isStopped) this.#onRenewal(identity);
  }

  #renewAfter(delayMs: number, renew: () => Promise<void>, context: SetupContext): void {
    const { time, logger } = context.ports;
    const callOff = time.after(Math.max(1_000, delayMs), () => {
      renew().catch((error: unknown) => {
        logger.warn({ error: messageOf(error) }, 'an identity token could not be renewed');
        if (!this.#isStopped) this.#renewAfter(RENEW_RETRY_MS, renew, context);
      });
    });
    this.#callOffs.push(callOff);
  }
}

function wantedOf({ blocks }: SetupContext): readonly TaskIdentity[] {
  return blocks.identities.filter(({ env, file }) => env || file);
}
