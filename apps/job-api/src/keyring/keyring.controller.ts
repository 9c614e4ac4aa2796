import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { msOfNs, rootKeyToWire, WireRootKey } from '@steppe/api-contract';
import { type EpochMs, type RootKeyRow, SteppeError } from '@steppe/domain';
import { AuthMethodWriter } from '../acl/auth-method-writer.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { Reads } from '../reads/reads.service.ts';
import { VariableWriter } from '../variables/variable-writer.ts';
import { Keyring } from './keyring.ts';

@Controller('v1/operator/keyring')
export class KeyringController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Keyring) private readonly keyring: Keyring,
    @Inject(VariableWriter) private readonly variables: VariableWriter,
    @Inject(AuthMethodWriter) private readonly authMethods: AuthMethodWriter,
  ) {}

  @Get('keys')
  list(@Options() options: ReadOptions): Promise<Answer> {
    return this.reads.list<RootKeyRow>(
      {
        tables: ['rootKeys'],
        rows: ({ rootKeys }) => rootKeys.values(),
        tokenOf: ({ keyId }) => keyId,
        item: WireRootKey,
        toWire: rootKeyToWire,
      },
      options,
    );
  }

  @Post('rotate')
  @HttpCode(200)
  async rotate(@Options() { query }: ReadOptions): Promise<Answer> {
    const publishAtMs = publishTimeIn(query.text('publish_time'));
    const isFull = query.flag('full') ?? false;
    if (isFull && publishAtMs !== undefined) {
      const text =
        'a key that is published before it counts cannot encrypt everything yet: use one of full and publish_time';
      throw new SteppeError('REQUEST_INVALID', text);
    }
    const key = await this.keyring.rotate({ publishAtMs });
    if (isFull) {
      await this.variables.rekeyAll();
      await this.authMethods.rekeyAll();
    }
    // As in Nomad the key is not at an index yet: clients list what comes after its index, and would wait for the next one.
    const Key: WireRootKey = { ...rootKeyToWire(key), CreateIndex: 0, ModifyIndex: 0 };
    return Answer.ofWrite({ Key, Index: key.modifySeq }, key.modifySeq);
  }

  @Delete('key/:keyId')
  async remove(@Param('keyId') keyId: string, @Options() { query }: ReadOptions): Promise<Answer> {
    await this.keyring.remove(keyId, { force: query.flag('force') ?? false });
    return Answer.ofWrite({}, this.reads.state.seq);
  }
}

/** Nanoseconds since the Unix epoch: more than a double holds to the digit, which nobody minds here. */
function publishTimeIn(text: string | undefined): EpochMs | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,19}$/.test(text)) return Math.floor(msOfNs(Number(text)));
  const detail = `publish_time "${text}" is no time: give nanoseconds since 1970`;
  throw new SteppeError('REQUEST_INVALID', detail);
}
