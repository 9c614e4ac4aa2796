import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { startedStream, wholeList } from './agent-answers.ts';
import { filePathOf, originOf, wholeOf } from './fs-query.ts';
import { NodeRequests } from './node-requests.ts';

/** A task wrote the file: no browser may take it for a page of this server. */
const UNTRUSTED = {
  'content-type': 'text/plain; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'x-content-type-options': 'nosniff',
  'x-xss-protection': '1; mode=block',
};

/** The files of allocations, as the agents that run them show them. */
@Controller('v1/client/fs')
export class FsController {
  constructor(@Inject(NodeRequests) private readonly nodes: NodeRequests) {}

  @Get('ls/:allocId')
  async list(
    @Param('allocId') allocId: string,
    @Options() { query, signal }: ReadOptions,
  ): Promise<unknown> {
    const { nodeId } = this.nodes.allocation(allocId);
    const payload = { allocId, path: query.text('path') || '/' };
    return wholeList(this.nodes.stream(nodeId, 'fs-list', { payload, signal }));
  }

  @Get('stat/:allocId')
  async stat(
    @Param('allocId') allocId: string,
    @Options() { query }: ReadOptions,
  ): Promise<unknown> {
    const path = filePathOf(query);
    const { nodeId } = this.nodes.allocation(allocId);
    return this.nodes.ask(nodeId, 'fs-stat', { allocId, path });
  }

  @Get('cat/:allocId')
  cat(
    @Param('allocId') allocId: string,
    @Options() { query, signal }: ReadOptions,
  ): Promise<Answer> {
    return this.#bytes(allocId, { path: filePathOf(query) }, signal);
  }

  @Get('readat/:allocId')
  readAt(
    @Param('allocId') allocId: string,
    @Options() { query, signal }: ReadOptions,
  ): Promise<Answer> {
    const path = filePathOf(query);
    const offset = wholeOf('offset', query.text('offset') ?? '');
    // Nomad's own CLI asks for -1 bytes when it wants all.
    const limit = wholeOf('limit', (query.text('limit') || '0').replace(/^-\d+$/, '0'));
    return this.#bytes(allocId, { path, offset, limit }, signal);
  }

  /** Nomad's frames, or with `?plain=true` the bytes; follows unless `?follow=false`. */
  @Get('stream/:allocId')
  async stream(
    @Param('allocId') allocId: string,
    @Options() { query, signal }: ReadOptions,
  ): Promise<Answer> {
    const payload = {
      allocId,
      path: filePathOf(query),
      ...originOf(query),
      follow: query.flag('follow') ?? true,
      plain: query.flag('plain') ?? false,
    };
    const { nodeId } = this.nodes.allocation(allocId);
    const pieces = this.nodes.stream(nodeId, 'fs-stream', { payload, signal });
    return new Answer(await startedStream(pieces), UNTRUSTED);
  }

  async #bytes(allocId: string, request: object, signal: AbortSignal): Promise<Answer> {
    const { nodeId } = this.nodes.allocation(allocId);
    const payload = { allocId, plain: true, ...request };
    const pieces = this.nodes.stream(nodeId, 'fs-stream', { payload, signal });
    return new Answer(await startedStream(pieces), UNTRUSTED);
  }
}
