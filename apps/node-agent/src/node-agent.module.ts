import type { DynamicModule } from '@nestjs/common';
import type { NodeAgentOptions } from './config.ts';
import { NodeAgentService } from './node-agent.service.ts';

/** Has no decorator, as its providers come with the options: so Node runs the agent from its sources. */
class NodeAgentModule {
  readonly name = 'node-agent';
}

export function nodeAgentModule(options: NodeAgentOptions): DynamicModule {
  return {
    module: NodeAgentModule,
    providers: [{ provide: NodeAgentService, useValue: new NodeAgentService(options) }],
  };
}
