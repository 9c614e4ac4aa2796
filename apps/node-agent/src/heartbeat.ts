import type { Time } from '@steppe/alloc-runner';
import { token } from '@steppe/domain';
import type { LiveBus } from '@steppe/event-log';

/** Says again and again that the node is alive. Nothing of it is kept: who does not hear it declares the node down. */
export class Heartbeat {
  #callOff: () => void = () => undefined;

  constructor(options: {
    readonly live: LiveBus;
    readonly nodeId: string;
    readonly time: Time;
    readonly intervalMs: number;
  }) {
    const { live, nodeId, time, intervalMs } = options;
    const subject = `heartbeat.${token(nodeId)}`;
    const beat = (): void => {
      live.publish(subject, { nodeId });
      this.#callOff = time.after(intervalMs, beat);
    };
    beat();
  }

  stop(): void {
    this.#callOff();
  }
}
