import { faultsOf, parseConfig } from '../config/parse-config.ts';
import { IsolatedDriver } from '../isolation/isolated-driver.ts';
import type { IsolatedCommand } from '../isolation/isolated-tasks.ts';
import type { IsolationOptions } from '../isolation/isolation-options.ts';
import type { JsonObject } from '../json.ts';
import type { ConfigFault, DriverCapabilities } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { ExecConfig } from './exec-config.ts';

export type ExecDriverOptions = IsolationOptions;

/** Runs tasks as processes of the machine that the kernel isolates from it: root, processes, IPC, rights and limits. */
export class ExecDriver extends IsolatedDriver {
  readonly capabilities: DriverCapabilities = {
    sendSignals: true,
    exec: true,
    fsIsolation: 'chroot',
    networkModes: ['host', 'group'],
    mustInitiateNetwork: false,
    mounts: 'all',
  };

  constructor(options: ExecDriverOptions) {
    super('exec', options);
  }

  validateConfig(config: JsonObject): readonly ConfigFault[] {
    return faultsOf(ExecConfig, config);
  }

  protected async commandOf(spec: TaskSpec): Promise<IsolatedCommand> {
    const config = parseConfig(ExecConfig, spec.config);
    return { program: config.command, args: config.args ?? [], config };
  }
}
