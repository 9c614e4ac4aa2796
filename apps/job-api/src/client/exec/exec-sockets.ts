import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { type WebSocket, WebSocketServer } from 'ws';
import { Access, secretIn } from '../../access/access.service.ts';
import { requirementOf } from '../../access/route-requirements.ts';
import { Reads } from '../../reads/reads.service.ts';
import { NEW_ID } from '../../tokens.ts';
import { NodeRequests } from '../node-requests.ts';
import { type ExecRequest, parseExecUrl } from './exec-request.ts';
import { runExecSession } from './exec-session.ts';

/** Far more than a terminal or a pipe sends at once. */
const MESSAGE_BYTES_MAX = 1024 * 1024;
/** A client that answers no ping for so long is gone, though nothing told so. */
const PING_INTERVAL_MS = 20_000;
const EXEC_ROUTE = 'GET /v1/client/allocation/:allocId/exec';
const GOING_AWAY = 1001;

/** Turns requests to run a command into websockets, and keeps them until they end or the server does. */
@Injectable()
export class ExecSockets implements OnModuleDestroy {
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });

  constructor(
    @Inject(NodeRequests) private readonly nodes: NodeRequests,
    @Inject(Access) private readonly access: Access,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Takes the upgrades of a server, which must only upgrade what is to run a command. */
  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** An open socket would keep the server from closing. */
  onModuleDestroy(): void {
    for (const socket of this.#sockets.clients) {
      socket.close(GOING_AWAY, 'the server ends');
      socket.terminate();
    }
  }

  #upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    const wanted = this.#wantedOrRefused(request, connection);
    if (wanted === undefined) return;
    this.#sockets.handleUpgrade(request, connection, head, (socket) => {
      keepAlive(socket);
      void runExecSession({
        socket,
        request: wanted,
        nodes: this.nodes,
        sessionId: this.newId(),
        admit: (secret) => this.#admit(wanted, secret || secretIn(request.headers)),
        onBug: (error) => this.logger.error({ err: error }, 'a command could not be run'),
      });
    });
  }

  /** @throws SteppeError `PERMISSION_DENIED`: a websocket is outside of what the guard looks at. */
  async #admit({ allocId }: ExecRequest, secret: string): Promise<void> {
    const { permissions } = await this.access.callerWith(secret);
    const { state } = this.reads;
    const ask = { permissions, state, id: allocId, namespace: 'default', body: undefined };
    if (requirementOf(EXEC_ROUTE).isMet(ask)) return;
    throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
  }

  #wantedOrRefused(request: IncomingMessage, connection: Duplex): ExecRequest | undefined {
    try {
      return parseExecUrl(request.url ?? '');
    } catch (error) {
      if (!(error instanceof SteppeError)) throw error;
      const body = Buffer.from(error.message);
      const head = [
        `HTTP/1.1 ${error.httpStatus} Bad Request`,
        'Content-Type: text/plain; charset=utf-8',
        `Content-Length: ${body.length}`,
        'Connection: close',
      ];
      connection.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
      return undefined;
    }
  }
}

function keepAlive(socket: WebSocket): void {
  let isThere = true;
  socket.on('pong', () => {
    isThere = true;
  });
  const timer = setInterval(() => {
    // Slowed down to the pace of a command, its answers are not heard either.
    if (socket.isPaused) return;
    if (!isThere) return socket.terminate();
    isThere = false;
    socket.ping();
  }, PING_INTERVAL_MS);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}
