import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  lockFaults,
  lockTimesOf,
  multiError,
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
import { CLOCK, type Clock } from '@steppe/nest-kit';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { parseWhole } from '../http/go-values.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { Keyring } from '../keyring/keyring.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { type LockOperation, lockOperationIn } from './lock-operation.ts';
import { VariableLocker } from './variable-locker.ts';
import { VariableConflict, VariableWriter } from './variable-writer.ts';

@Controller('v1')
export class VariablesController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Keyring) private readonly keyring: Keyring,
    @Inject(VariableWriter) private readonly writer: VariableWriter,
    @Inject(VariableLocker) private readonly locker: VariableLocker,
    @Inject(CLOCK) private readonly now: Clock,
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
        toWire: (row) => this.#stub(row),
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
    const operation = lockOperationIn(options);
    const cas = indexIn(options);
    const place = { namespace: options.namespace, path };
    check(permissions, place, 'write');
    const request = parseBody(body, VariableRequest);
    const write = operation
      ? this.#changeLock(operation, place, request)
      : this.#put(place, request, cas);
    return this.#orConflict(write, place, permissions);
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

  async #put(
    place: VariablePlace,
    { Items, Lock }: VariableRequest,
    cas: number | undefined,
  ): Promise<Answer> {
    if (!Items) {
      throw new SteppeError('REQUEST_INVALID', 'variable missing required Items object');
    }
    checkVariable(variableFault(place.path, Items));
    const row = await this.writer.put(place, Items, { cas, lockId: Lock?.ID || undefined });
    return this.#written(row, Items);
  }

  async #changeLock(
    operation: LockOperation,
    place: VariablePlace,
    { Items, Lock }: VariableRequest,
  ): Promise<Answer> {
    const id = Lock?.ID || undefined;
    if (operation === 'acquire') {
      checkVariable(variableFault(place.path, Items ?? {}, { mayBeEmpty: true }));
      const times = lockTimesOf(Lock ?? {});
      const faults = lockFaults(times);
      if (faults.length > 0) throw invalid(multiError(faults));
      const row = await this.locker.acquire(place, Items ?? {}, { id, ...times });
      return this.#written(row, Items ?? {});
    }
    if (operation === 'renew') {
      if (!id) throw invalid(multiError(['missing lock ID']));
      await this.locker.renew(place, id);
      const row = this.#rowAt(place);
      return Answer.ofWrite(this.#stub(row), row.modifySeq);
    }
    if (Items) throw invalid("lock release operation doesn't take variable items");
    if (!id) throw invalid('missing lock information');
    await this.locker.release(place, id);
    return this.#written(this.#rowAt(place), null);
  }

  /** @param Items that the caller wrote: no answer opens what others did. */
  #written(row: VariableRow, Items: WireVariable['Items']): Answer {
    return Answer.ofWrite({ ...this.#stub(row), Items }, row.modifySeq);
  }

  #rowAt({ namespace, path }: VariablePlace): VariableRow {
    const row = this.reads.state.variables.get(variableKey(namespace, path));
    if (!row) throw new SteppeError('VARIABLE_NOT_FOUND', 'variable not found');
    return row;
  }

  #stub(row: VariableRow): VariableStub {
    return variableStub(row, this.now());
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
      const shown =
        current && mayRead
          ? await this.#opened(current)
          : nothingOf(place, current && this.#stub(current));
      throw new SteppeError('VARIABLE_CONFLICT', JSON.stringify(shown), { cause: error });
    }
  }

  async #opened(row: VariableRow): Promise<WireVariable> {
    const { namespace, path, sealed } = row;
    return { ...this.#stub(row), Items: await this.keyring.open(sealed, { namespace, path }) };
  }
}

function nothingOf(place: VariablePlace, stub: VariableStub | undefined): WireVariable {
  const none = {
    Namespace: place.namespace,
    Path: place.path,
    Lock: null,
    CreateIndex: 0,
    CreateTime: 0,
    ModifyIndex: 0,
    ModifyTime: 0,
  };
  return { ...(stub ?? none), Items: null };
}

function checkVariable(fault: string | undefined): void {
  if (fault !== undefined) throw invalid(fault);
}

function invalid(text: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', text);
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
