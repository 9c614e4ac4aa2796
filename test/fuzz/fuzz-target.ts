import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { type RunningJobApi, startJobApi } from '@steppe/job-api';
import { openMemoryStore, Projection } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import type { FuzzInput } from './fuzz-input.ts';

export interface FuzzAnswer {
  readonly status: number;
  readonly body: string;
  readonly ms: number;
}

const JOB = {
  Datacenters: ['dc1'],
  Meta: { a: 'b', 'a.b': 'c' },
  TaskGroups: [{ Name: 'g', Tasks: [{ Name: 't', Driver: 'docker', Config: { image: 'x' } }] }],
};
/** What is not over by then is a hang, and ends the run. */
const GIVE_UP_MS = 30_000;

/** A real API on a port of its own, over a log in memory. */
export class FuzzTarget {
  readonly #api: RunningJobApi;
  readonly #closers: readonly (() => Promise<void>)[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** None before there is one. */
  #token = '';

  static async start(): Promise<FuzzTarget> {
    const store = openMemoryStore();
    const projection = await Projection.start(store.log);
    const api = await startJobApi({
      http: { host: '127.0.0.1', port: 0 },
      store,
      projection,
      clock: Date.now,
      newId: randomUUID,
      logger: createLogger({ name: 'fuzz', level: 'off' }),
      agent: { name: 'fuzz', region: 'global', datacenter: 'dc1', version: '2.0.5' },
      acl: {
        enabled: true,
        tokenMinTtlMs: 60_000,
        tokenMaxTtlMs: 86_400_000,
        bootstrapResetIndex: () => Promise.resolve(undefined),
      },
    });
    const target = new FuzzTarget(api, [() => projection.stop(), () => store.close()]);
    await target.#prepare();
    return target;
  }

  private constructor(api: RunningJobApi, closers: readonly (() => Promise<void>)[]) {
    this.#api = api;
    this.#closers = closers;
  }

  async send({ method, path, body }: Omit<FuzzInput, 'kind'>): Promise<FuzzAnswer> {
    const startedMs = performance.now();
    const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      const outgoing = request(this.#api.url, {
        method,
        path: sendable(path),
        agent: this.#agent,
        headers: this.#token === '' ? {} : { 'x-nomad-token': this.#token },
        signal: AbortSignal.timeout(GIVE_UP_MS),
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const status = response.statusCode ?? 0;
        text(response).then((content) => resolve({ status, body: content }), reject);
      });
      outgoing.end(body);
    });
    return { ...answer, ms: performance.now() - startedMs };
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.#api.close();
    for (const close of this.#closers) await close();
  }

  async #prepare(): Promise<void> {
    const token = randomUUID();
    const bootstrap = JSON.stringify({ BootstrapSecret: token });
    await this.send({ method: 'POST', path: '/v1/acl/bootstrap', body: bootstrap });
    this.#token = token;
    for (const ID of ['hello', 'hello-2', 'web']) {
      const body = JSON.stringify({ Job: { ...JOB, ID, Name: ID } });
      const { status, body: says } = await this.send({ method: 'POST', path: '/v1/jobs', body });
      if (status !== 200) throw new Error(`the job ${ID} was not registered: ${says}`);
    }
  }
}

/** What may not be in the first line of a request at all is escaped. */
function sendable(path: string): string {
  return path.toWellFormed().replaceAll(/[^!-~]/gu, (character) => encodeURIComponent(character));
}
