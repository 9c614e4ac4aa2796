import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { CsiVolumesRequest } from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { Reads } from '../reads/reads.service.ts';

/** There are no CSI plug-ins, so everything answers as Nomad does where none runs. */
@Controller('v1')
export class CsiController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get('plugins')
  plugins(@Options() options: ReadOptions): Promise<Answer> | Answer {
    if (!options.query.text('type')) return new Answer([], {});
    return this.reads.one(
      {
        tables: ['nodes'],
        find: (state) => ({ body: [], index: state.tableSeq.nodes }),
        otherwise: () => noPlugin(),
      },
      options,
    );
  }

  @Get('plugin/csi/:id')
  plugin(): never {
    throw new SteppeError('PATH_NOT_FOUND', 'plugin not found');
  }

  @Get(['volumes/external', 'volumes/snapshot'])
  external(): never {
    throw noPlugin();
  }

  @Delete('volumes/snapshot')
  deleteSnapshot(): never {
    throw noPlugin();
  }

  @Post(['volumes', 'volumes/snapshot', 'volume/csi/:id', 'volume/csi/:id/create'])
  register(@Body() body: unknown): never {
    const { Volumes, Snapshots } = parseBody(body, CsiVolumesRequest);
    const names = [...(Volumes ?? []), ...(Snapshots ?? [])].map(({ PluginID }) => PluginID);
    const [name] = names.filter(Boolean);
    if (!name) throw new SteppeError('REQUEST_INVALID', 'missing plugin ID');
    throw noPlugin(`: ${name}`);
  }

  @Get('volume/csi/:id')
  volume(): never {
    throw new SteppeError('PATH_NOT_FOUND', 'volume not found');
  }

  @Delete(['volume/csi/:id', 'volume/csi/:id/delete'])
  deregister(@Param('id') id: string): never {
    throw new SteppeError('PATH_NOT_FOUND', `volume not found: ${id}`);
  }

  @Delete('volume/csi/:id/detach')
  detach(@Param('id') id: string, @Options() { query }: ReadOptions): never {
    if (!query.text('node')) throw new SteppeError('REQUEST_INVALID', 'detach requires node ID');
    throw new SteppeError('PATH_NOT_FOUND', `volume not found: ${id}`);
  }
}

function noPlugin(name = ''): SteppeError {
  return new SteppeError('PATH_NOT_FOUND', `no such plugin${name}`);
}
