import type { AgentConfig } from '@steppe/hcl';
import type { Logger } from '@steppe/nest-kit';
import { readTls, type TlsSettings } from './tls-settings.ts';

/** A configuration that was read again, with the files that it names. */
export interface FreshConfig {
  readonly config: AgentConfig;
  readonly tls: TlsSettings;
}

/** Reads a running agent's configuration again, and has those who follow it take up what they can. */
export class Reloader {
  readonly #read: () => Promise<AgentConfig>;
  readonly #logger: Logger;
  readonly #followers: ((fresh: FreshConfig) => void)[] = [];

  constructor(read: () => Promise<AgentConfig>, logger: Logger) {
    this.#read = read;
    this.#logger = logger;
  }

  follow(takeUp: (fresh: FreshConfig) => void): void {
    this.#followers.push(takeUp);
  }

  /** @throws SteppeError `CONFIG_INVALID` with what is wrong with it; then everything stays as it is. */
  async reload(): Promise<void> {
    const config = await this.#read();
    const fresh = { config, tls: await readTls(config) };
    for (const takeUp of this.#followers) takeUp(fresh);
    this.#logger.info({ logLevel: config.logLevel }, 'read the configuration again');
  }

  /** Reloads whenever the process is sent SIGHUP. @returns a function that ends that. */
  onHangup(): () => void {
    const reload = (): void => {
      this.reload().catch((error: unknown) => {
        this.#logger.error({ err: error }, 'the configuration could not be read again');
      });
    };
    process.on('SIGHUP', reload);
    return () => void process.off('SIGHUP', reload);
  }
}
