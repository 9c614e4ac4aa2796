import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SteppeError } from '@steppe/domain';
import {
  type AgentConfig,
  type ConfigFile,
  formatDiagnostics,
  parseAgentConfig,
} from '@steppe/hcl';

/** What `-dev` stands for: everything in one process, on loopback, with processes as tasks allowed. */
const DEV_CONFIG = `
bind_addr = "127.0.0.1"
log_level = "DEBUG"
server { enabled = true }
client { enabled = true }
plugin "raw_exec" {
  config { enabled = true }
}
telemetry { publish_allocation_metrics = true }
`;

export interface LoadedConfig {
  readonly config: AgentConfig;
  /** What is worth knowing about it, such as settings without effect; as text to print. */
  readonly warnings: string;
}

/**
 * Reads the agent's configuration: `-dev`'s first, then the files in their order, then the flags. Of a
 * directory every `.hcl` and `.json` file counts, by name. Later settings win.
 *
 * @throws SteppeError `CONFIG_INVALID` with file, line and column of each fault.
 */
export async function loadConfig({
  dev,
  paths,
  flags,
}: {
  dev: boolean;
  paths: readonly string[];
  /** Settings as the configuration's JSON has them, e.g. `{ data_dir: '/tmp/a' }`. */
  flags: Readonly<Record<string, unknown>>;
}): Promise<LoadedConfig> {
  const files: ConfigFile[] = dev ? [{ filename: '-dev', text: DEV_CONFIG }] : [];
  for (const path of paths) files.push(...(await readConfigPath(path)));
  files.push({ filename: 'flags', text: JSON.stringify(flags) });
  const { config, diagnostics } = parseAgentConfig(files);
  const sources = Object.fromEntries(files.map(({ filename, text }) => [filename, text]));
  const told = formatDiagnostics(diagnostics, sources);
  if (!config)
    throw new SteppeError('CONFIG_INVALID', `the configuration is not valid:\n\n${told}`);
  return { config, warnings: told };
}

async function readConfigPath(path: string): Promise<ConfigFile[]> {
  const names = await configFilesAt(path);
  return Promise.all(
    names.map(async (filename) => ({ filename, text: await readFile(filename, 'utf8') })),
  );
}

async function configFilesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = await readdir(path);
    return names
      .filter((name) => /\.(hcl|json)$/.test(name))
      .toSorted()
      .map((name) => join(path, name));
  } catch (cause) {
    throw new SteppeError(
      'CONFIG_INVALID',
      `cannot read the configuration ${path}: no such file or directory`,
      { cause },
    );
  }
}
