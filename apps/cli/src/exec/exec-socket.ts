import { once } from 'node:events';
import type { TlsConnectOptions } from '@steppe/client';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { Failure } from '../failure.ts';

/** What comes from a command, as in Nomad's exec protocol. */
const OutputFrame = z.object({
  stdout: z.object({ data: z.string().optional() }).nullish(),
  stderr: z.object({ data: z.string().optional() }).nullish(),
  exited: z.boolean().optional(),
  result: z.object({ exit_code: z.int().optional() }).nullish(),
});

const HEARTBEAT_MS = 10_000;

/** Where a command's output goes; each resolves when it may be followed by more. */
export interface ExecOutputs {
  readonly stdout: (bytes: Uint8Array) => Promise<void>;
  readonly stderr: (bytes: Uint8Array) => Promise<void>;
}

/** A command that runs inside a task, over a websocket. */
export class ExecSocket {
  readonly #socket: WebSocket;
  /** Resolves with why the connection has ended. */
  readonly #closed: Promise<string>;
  #isLeft = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    let reason = 'the connection is lost';
    socket.on('error', ({ message }) => {
      reason = message;
    });
    this.#closed = new Promise((resolve) => {
      socket.once('close', (_code, text) => resolve(text.toString('utf8') || reason));
    });
  }

  /** @throws Failure when the server does not take the command. */
  static async open(
    url: URL,
    { token, tls }: { token: string | undefined; tls: TlsConnectOptions },
  ): Promise<ExecSocket> {
    const socket = new WebSocket(url, tls);
    try {
      await once(socket, 'open');
    } catch (cause) {
      throw failed(reasonOf(cause));
    }
    // Until somebody follows it, nothing may come: it would be lost.
    socket.pause();
    const session = new ExecSocket(socket);
    await session.#send({ version: 1, auth_token: token ?? '' });
    return session;
  }

  sendInput(bytes: Uint8Array): Promise<void> {
    return this.#send({ stdin: { data: Buffer.from(bytes).toString('base64') } });
  }

  closeInput(): Promise<void> {
    return this.#send({ stdin: { close: true } });
  }

  resize(size: { readonly height: number; readonly width: number }): Promise<void> {
    return this.#send({ tty_size: size });
  }

  /** Leaves the command, which ends with it. */
  leave(): void {
    this.#isLeft = true;
    this.#socket.resume();
    this.#socket.terminate();
  }

  /**
   * Hands on the output until the command has ended. Returns its exit code; undefined when it was left.
   *
   * @throws Failure when the server breaks off, with its reason.
   */
  async follow({ stdout, stderr }: ExecOutputs): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    let work = Promise.resolve();
    const take = async (text: string): Promise<void> => {
      const frame = OutputFrame.parse(JSON.parse(text));
      if (frame.stdout?.data !== undefined) await stdout(Buffer.from(frame.stdout.data, 'base64'));
      if (frame.stderr?.data !== undefined) await stderr(Buffer.from(frame.stderr.data, 'base64'));
      if (frame.exited === true) resolve(frame.result?.exit_code ?? 0);
      this.#socket.resume();
    };
    const heartbeats = setInterval(() => void this.#send({}), HEARTBEAT_MS);
    this.#socket.on('message', (data: Buffer) => {
      // A slow reader of the output slows the command down.
      this.#socket.pause();
      work = work.then(() => take(data.toString('utf8'))).catch(reject);
    });
    const onClosed = async (): Promise<void> => {
      const reason = await this.#closed;
      await work;
      if (this.#isLeft) resolve(undefined);
      else reject(failed(reason));
    };
    void onClosed();
    this.#socket.resume();
    try {
      return await promise;
    } finally {
      clearInterval(heartbeats);
      this.#socket.terminate();
    }
  }

  /** Resolves when it was handed to the system; what comes after the end is dropped. */
  #send(frame: object): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.resolve();
    return new Promise((resolve) => this.#socket.send(JSON.stringify(frame), () => resolve()));
  }
}

function failed(reason: string): Failure {
  return new Failure(`failed to exec into task: ${reason}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
