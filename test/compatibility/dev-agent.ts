import { loadConfig, runAgent } from '@steppe/agent';
import { freePorts } from '../e2e/harness/free-ports.ts';

export interface DevAgent {
  /** Where its API answers. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A whole Steppe in this process, as `steppe agent -dev` starts it, on a free port, with these settings too. */
export async function startDevAgent(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<DevAgent> {
  const [http = 0] = await freePorts(1);
  const flags = { log_level: 'ERROR', ...settings, ports: { http } };
  const readConfig = async () => (await loadConfig({ dev: true, paths: [], flags })).config;
  const ending = new AbortController();
  const ready = Promise.withResolvers<string>();
  const ended = runAgent({
    config: await readConfig(),
    readConfig,
    dev: true,
    env: {},
    signal: ending.signal,
    onReady: ({ url }) => ready.resolve(url),
  });
  ended.catch(ready.reject);
  return {
    url: await ready.promise,
    stop: async () => {
      ending.abort();
      await ended;
    },
  };
}
