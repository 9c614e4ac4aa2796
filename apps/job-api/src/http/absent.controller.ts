import { All, Body, Controller, Param, Post } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';

/** What Nomad has and is otherwise here: whoever asks for it is told how. */
@Controller()
export class AbsentController {
  @Post('v1/acl/identity/client-introduction-token')
  introduce(@Body() body: unknown): never {
    if (body === undefined || body === '') {
      throw new SteppeError('REQUEST_INVALID', 'Request body is empty');
    }
    throw notHere(
      'no token introduces a node: with tls { rpc = true } its certificate does, and without it nobody is asked',
    );
  }

  /** Any method, as in Nomad. */
  @All('v1/client/allocation/:allocId/snapshot')
  snapshot(@Param('allocId') allocId: string): never {
    throw notHere(
      `agents hand the data of allocations to one another by themselves: read files of ${allocId} at /v1/client/fs`,
    );
  }

  @All(['debug/pprof', 'debug/pprof/:profile'])
  profile(): never {
    throw notHere(
      "these are profiles of Go's runtime: start the agent with NODE_OPTIONS=--cpu-prof for one of Node's",
    );
  }
}

function notHere(message: string): SteppeError {
  return new SteppeError('NOT_IMPLEMENTED', message);
}
