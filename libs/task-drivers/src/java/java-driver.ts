import { parseConfig } from '../config/parse-config.ts';
import { DriverError } from '../driver-error.ts';
import { IsolatedDriver, undetected } from '../isolation/isolated-driver.ts';
import type { IsolatedCommand } from '../isolation/isolated-tasks.ts';
import type { IsolationOptions } from '../isolation/isolation-options.ts';
import type { JsonObject } from '../json.ts';
import { findProgram } from '../process/find-program.ts';
import { errorMessage } from '../system-error.ts';
import type { ConfigFault, DriverCapabilities, DriverFingerprint } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { JavaConfig, javaArgs, javaConfigFaults } from './java-config.ts';
import { JavaVersions } from './java-version.ts';

export interface JavaDriverOptions extends IsolationOptions {
  /** Where `java` is looked for on the host; what is found must be in the chroot as well. @default the agent's PATH */
  readonly searchPath?: string | undefined;
}

/** Runs jars and classes by the machine's Java, under the same isolation as `exec`. */
export class JavaDriver extends IsolatedDriver {
  readonly capabilities: DriverCapabilities = {
    sendSignals: false,
    exec: true,
    fsIsolation: 'chroot',
    networkModes: ['host', 'group'],
    mustInitiateNetwork: false,
    mounts: 'all',
  };
  readonly #searchPath: string;
  readonly #versions = new JavaVersions();

  constructor(options: JavaDriverOptions) {
    super('java', options);
    this.#searchPath = options.searchPath ?? process.env['PATH'] ?? '';
  }

  override async fingerprint(): Promise<DriverFingerprint> {
    const java = await this.#find();
    if (java === undefined) return undetected('No java is on the PATH of the agent');
    const isolated = await super.fingerprint();
    if (!isolated.detected) return isolated;
    try {
      const found = await this.#versions.of(java);
      if (found === undefined) return undetected(`${java} -version gave no version`);
      const attributes = {
        'driver.java.version': found.version,
        'driver.java.runtime': found.runtime,
        'driver.java.vm': found.vm,
      };
      return { ...isolated, attributes: { ...isolated.attributes, ...attributes } };
    } catch (error) {
      return undetected(`${java} -version failed: ${errorMessage(error)}`);
    }
  }

  validateConfig(config: JsonObject): readonly ConfigFault[] {
    return javaConfigFaults(config);
  }

  protected async commandOf(spec: TaskSpec): Promise<IsolatedCommand> {
    const config = parseConfig(JavaConfig, spec.config);
    const [fault] = javaConfigFaults(spec.config);
    if (fault !== undefined) {
      throw new DriverError('CONFIG_INVALID', `invalid task config: ${fault.message}`, {
        recoverable: false,
      });
    }
    const program = await this.#find();
    if (program !== undefined) return { program, args: javaArgs(config), config };
    throw new DriverError(
      'START_FAILED',
      'failed to launch java: it is not on the PATH of the agent',
      { recoverable: false },
    );
  }

  #find(): Promise<string | undefined> {
    return findProgram('java', this.#searchPath);
  }
}
