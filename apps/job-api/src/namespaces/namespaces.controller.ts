import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  multiError,
  namespaceFaults,
  namespaceFromWire,
  NamespaceRequest,
  namespaceToWire,
  WireNamespace,
} from '@steppe/api-contract';
import { type NamespaceRow, SteppeError } from '@steppe/domain';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { NamespaceWriter } from './namespace-writer.ts';

@Controller('v1')
export class NamespacesController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(NamespaceWriter) private readonly writer: NamespaceWriter,
  ) {}

  @Get('namespaces')
  list(@Options() options: ReadOptions, @FromCaller() { permissions }: Caller): Promise<Answer> {
    const { prefix } = options;
    return this.reads.list<NamespaceRow>(
      {
        tables: ['namespaces'],
        rows: ({ namespaces }) =>
          [...namespaces.values()]
            .filter(({ namespace: { name } }) => {
              return name.startsWith(prefix) && permissions.seesNamespace(name);
            })
            .toSorted((a, b) => compareText(a.namespace.name, b.namespace.name)),
        tokenOf: ({ namespace }) => namespace.name,
        item: WireNamespace,
        toWire: namespaceToWire,
      },
      // Nomad cuts this list into no pages.
      { ...options, perPage: 0, nextToken: '' },
    );
  }

  @Get('namespace/:name')
  get(
    @Param('name') name: string,
    @Options() options: ReadOptions,
    @FromCaller() { permissions }: Caller,
  ): Promise<Answer> {
    if (!permissions.seesNamespace(name)) {
      throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
    }
    return this.reads.one(
      {
        tables: ['namespaces'],
        find: ({ namespaces }) => {
          const row = namespaces.get(name);
          return row && { body: namespaceToWire(row), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('NAMESPACE_NOT_FOUND', 'Namespace not found'),
      },
      options,
    );
  }

  @Post('namespace')
  @HttpCode(200)
  apply(@Body() body: unknown): Promise<Answer> {
    return this.#apply(parseBody(body, NamespaceRequest));
  }

  @Post('namespace/:name')
  @HttpCode(200)
  async change(@Param('name') name: string, @Body() body: unknown): Promise<Answer> {
    const request = parseBody(body, NamespaceRequest);
    if (request.Name !== name) {
      throw new SteppeError('REQUEST_INVALID', 'Namespace name does not match request path');
    }
    return this.#apply(request);
  }

  @Delete('namespace/:name')
  async delete(@Param('name') name: string): Promise<Answer> {
    return Answer.ofWrite(undefined, await this.writer.delete(name));
  }

  async #apply(request: NamespaceRequest): Promise<Answer> {
    const faults = namespaceFaults(request);
    if (faults.length > 0) {
      const name = JSON.stringify(request.Name ?? '');
      throw invalid(`Invalid namespace ${name}: ${multiError(faults)}`);
    }
    const { Name, Quota } = request;
    if (Quota) {
      // Quotas are of Nomad's paid edition: there are none.
      throw invalid(`namespace "${Name}" using non-existent quota "${Quota}"`);
    }
    return Answer.ofWrite(undefined, await this.writer.apply(namespaceFromWire(request)));
  }
}

function invalid(text: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', text);
}
