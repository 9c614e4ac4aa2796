import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * A connection on which one thing after another is asked, compressed, as Nomad's clients ask. It sees when the whole of an
 * answer has arrived and nothing more: Node's own client takes longer to read an answer than a server to write it.
 */
export class KeptConnection {
  readonly #host: string;
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #asked: PromiseWithResolvers<void> | undefined;

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    this.#socket.on('error', (error) => this.#asked?.reject(error));
    this.#socket.on('close', () => this.#asked?.reject(new Error('the connection was closed')));
  }

  /** Resolves when the whole answer is there. One at a time. */
  async get(path: string): Promise<void> {
    this.#asked = Promise.withResolvers();
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nAccept-Encoding: gzip${HEAD_END}`,
    );
    await this.#asked.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const headLength = this.#received.indexOf(HEAD_END);
    if (headLength < 0) return;
    const head = this.#received.toString('latin1', 0, headLength);
    const [, bodyLength] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
    if (!head.startsWith('HTTP/1.1 200 ') || bodyLength === undefined) {
      this.#asked?.reject(new Error(`not what was asked for: ${head}`));
    }
    if (this.#received.length < headLength + HEAD_END.length + Number(bodyLength)) return;
    this.#received = Buffer.alloc(0);
    this.#asked?.resolve();
  }
}
