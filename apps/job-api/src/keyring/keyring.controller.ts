import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { rootKeyToWire, WireRootKey } from '@steppe/api-contract';
import type { RootKeyRow } from '@steppe/domain';
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
    const key = await this.keyring.rotate();
    if (query.flag('full') === true) {
      await this.variables.rekeyAll();
      await this.authMethods.rekeyAll();
    }
    return Answer.ofWrite({ Key: rootKeyToWire(key) }, key.modifySeq);
  }

  @Delete('key/:keyId')
  async remove(@Param('keyId') keyId: string, @Options() { query }: ReadOptions): Promise<Answer> {
    await this.keyring.remove(keyId, { force: query.flag('force') ?? false });
    return Answer.ofWrite({}, this.reads.state.seq);
  }
}
