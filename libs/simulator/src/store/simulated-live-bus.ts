import type { LiveBus, LiveRequest, Served } from '@steppe/event-log';
import type { Network } from '../process/network.ts';
import type { SimulatedProcess } from '../process/simulated-process.ts';

/** The live bus as one process sees it. Published messages are lost now and then; requests go straight through. */
export class SimulatedLiveBus implements LiveBus {
  readonly #bus: LiveBus;
  readonly #process: SimulatedProcess;
  readonly #network: Network;

  constructor({
    bus,
    process,
    network,
  }: {
    bus: LiveBus;
    process: SimulatedProcess;
    network: Network;
  }) {
    this.#bus = bus;
    this.#process = process;
    this.#network = network;
  }

  publish(subject: string, payload: unknown): void {
    this.#network.send(this.#process, () => this.#bus.publish(subject, payload));
  }

  subscribe(
    subject: string,
    onMessage: (message: { subject: string; payload: unknown }) => void,
  ): Served {
    const served = this.#bus.subscribe(subject, (message) => {
      if (!this.#network.isCut(this.#process)) this.#process.deliver(() => onMessage(message));
    });
    this.#process.onDeath(() => void served.stop());
    return served;
  }

  async request(
    subject: string,
    payload: unknown,
    options: { timeoutMs: number },
  ): Promise<unknown> {
    return await this.#bus.request(subject, payload, options);
  }

  serve(subject: string, answer: (request: LiveRequest) => Promise<unknown>): Served {
    return this.#bus.serve(subject, answer);
  }

  async requestAll(
    subject: string,
    payload: unknown,
    options: { timeoutMs: number },
  ): Promise<unknown[]> {
    return await this.#bus.requestAll(subject, payload, options);
  }

  requestStream(
    subject: string,
    payload: unknown,
    options: { timeoutMs: number; signal: AbortSignal },
  ): AsyncIterable<Uint8Array> {
    return this.#bus.requestStream(subject, payload, options);
  }

  serveStream(
    subject: string,
    answer: (request: LiveRequest) => AsyncIterable<Uint8Array>,
  ): Served {
    return this.#bus.serveStream(subject, answer);
  }
}
