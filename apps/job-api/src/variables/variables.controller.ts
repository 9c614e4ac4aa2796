import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  variableFault,
  VariableRequest,
  VariableStub,
  variableStub,
  type WireVariable,
} from '@steppe/api-contract';
import {
  type Permissions,
  SteppeError,
  variableKey,
  type VariablePlace,
  type VariableRow,
} from '@steppe/domain';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { parseWhole } from '../http/go-values.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { Keyring } from '../keyring/keyring.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { VariableConflict, VariableWriter } from './variable-writer.ts';

@Controller('v1')
export class VariablesController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Keyring) private readonly keyring: Keyring,
    @Inject(VariableWriter) private readonly writer: VariableWriter,
  ) {}

  @Get('vars')
  list(@Options() options: ReadOptions, @FromCaller() { permissions }: Caller): Promise<Answer> {
    const { namespace: wanted, prefix } = options;
    return this.reads.list<VariableRow>(
      {
        tables: ['variables'],
        rows: ({ variables }) =>
          [...variables.values()]
            .filter(({ namespace, path }) => {
              const isWanted = wanted === '*' || wanted === namespace;
              return (
                isWanted &&
                path.startsWith(prefix) &&
                permissions.allowsVariable({ namespace, path }, 'list')
              );
            })
            .toSorted((a, b) => compareText(tokenOf(a), tokenOf(b))),
        tokenOf,
        item: VariableStub,
        toWire: variableStub,
      },
      options,
    );
  }

  @Get('var/:path')
  async get(
    @Param('path') path: string,
    @Options() options: ReadOptions,
    @FromCaller() { permissions }: Caller,
  ): Promise<Answer> {
    const place = { namespace: options.namespace, path };
    check(permissions, place, 'read');
    const key = variableKey(place.namespace, path);
    const { headers } = await this.reads.one(
      {
        tables: ['variables'],
        find: ({ variables }) => {
          const row = variables.get(key);
          return row && { body: undefined, index: row.modifySeq };
        },
        otherwise: () => new SteppeError('VARIABLE_NOT_FOUND', 'variable not found'),
      },
      options,
    );
    const row = this.reads.state.variables.get(key);
    if (!row) throw new SteppeError('VARIABLE_NOT_FOUND', 'variable not found');
    return new Answer(await this.#opened(row), headers);
  }

  @Post('var/:path')
  @HttpCode(200)
  async put(
    @Param('path') path: string,
    @Body() body: unknown,
    @Options() options: ReadOptions,
    @FromCaller() { permissions }: Caller,
  ): Promise<Answer> {
    refuseLocks(options);
    const place = { namespace: options.namespace, path };
    check(permissions, place, 'write');
    const { Items } = parseBody(body, VariableRequest);
    if (!Items) {
      throw new SteppeError('REQUEST_INVALID', 'variable missing required Items object');
    }
    const fault = variableFault(path, Items);
    if (fault !== undefined) throw new SteppeError('REQUEST_INVALID', fault);
    const row = await this.#orConflict(
      this.writer.put(place, Items, indexIn(options)),
      place,
      permissions,
    );
    return Answer.ofWrite({ ...variableStub(row), Items }, row.modifySeq);
  }

  @Delete('var/:path')
  @HttpCode(204)
  async delete(
    @Param('path') path: string,
    @Options() options: ReadOptions,
    @FromCaller() { permissions }: Caller,
  ): Promise<Answer> {
    const place = { namespace: options.namespace, path };
    check(permissions, place, 'destroy');
    const write = this.writer.delete(place, indexIn(options));
    return Answer.ofWrite(undefined, await this.#orConflict(write, place, permissions));
  }

  /** Answers a conflict with the variable as it is, and what it holds only to whoever may read it. */
  async #orConflict<T>(
    write: Promise<T>,
    place: VariablePlace,
    permissions: Permissions,
  ): Promise<T> {
    try {
      return await write;
    } catch (error) {
      if (!(error instanceof VariableConflict)) throw error;
      const { current } = error;
      const mayRead = permissions.allowsVariable(place, 'read');
      const shown = current && mayRead ? await this.#opened(current) : nothingOf(place, current);
      throw new SteppeError('VARIABLE_CONFLICT', JSON.stringify(shown), { cause: error });
    }
  }

  async #opened(row: VariableRow): Promise<WireVariable> {
    const { namespace, path, sealed } = row;
    return { ...variableStub(row), Items: await this.keyring.open(sealed, { namespace, path }) };
  }
}

function nothingOf(place: VariablePlace, row: VariableRow | undefined): WireVariable {
  const stub = row
    ? variableStub(row)
    : {
        Namespace: place.namespace,
        Path: place.path,
        Lock: null,
        CreateIndex: 0,
        CreateTime: 0,
        ModifyIndex: 0,
        ModifyTime: 0,
      };
  return { ...stub, Items: null };
}

function tokenOf({ namespace, path }: VariableRow): string {
  return `${namespace}.${path}`;
}

function check(permissions: Permissions, place: VariablePlace, capability: string): void {
  if (permissions.allowsVariable(place, capability)) return;
  throw new SteppeError('PERMISSION_DENIED', 'Permission denied');
}

/** The index that a variable must be at; undefined for any. */
function indexIn({ query }: ReadOptions): number | undefined {
  const text = query.text('cas');
  if (text === undefined) return undefined;
  const index = parseWhole(text);
  if (index !== undefined) return index;
  const quoted = JSON.stringify(text);
  const reason = `strconv.ParseUint: parsing ${quoted}: invalid syntax`;
  throw new SteppeError('REQUEST_INVALID', `can not parse cas: ${reason}`);
}

function refuseLocks({ query }: ReadOptions): void {
  const asked = ['lock-acquire', 'lock-renew', 'lock-release'].find((name) => query.has(name));
  if (asked === undefined) return;
  throw new SteppeError('REQUEST_INVALID', `${asked}: there are no locks of variables yet`);
}
