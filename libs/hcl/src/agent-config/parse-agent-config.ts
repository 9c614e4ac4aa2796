import { readHcl1 } from '../hcl1/read-hcl1.ts';
import { type Diagnostic, Diagnostics } from '../syntax/diagnostics.ts';
import { Source } from '../syntax/source.ts';
import { readJson } from '../tree/read-json.ts';
import { type AgentConfig, agentConfig } from './agent-config.ts';
import type { Given } from './reader.ts';

export interface ConfigFile {
  readonly filename: string;
  /** HCL, or JSON when it starts with a brace. */
  readonly text: string;
}

export interface ParsedAgentConfig {
  /** Absent when there are errors. */
  readonly config?: AgentConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads an agent's configuration from several files, of which later ones win. Never throws. */
export function parseAgentConfig(files: readonly ConfigFile[]): ParsedAgentConfig {
  const diagnostics = new Diagnostics();
  const given: Given[] = [];
  for (const { filename, text } of files) {
    const source = new Source(filename, text);
    const isJson = source.text.trimStart().startsWith('{');
    const { root, diagnostics: faults } = isJson ? readJson(source) : readHcl1(source);
    diagnostics.addAll(faults);
    if (root)
      given.push({ name: 'the configuration', nameSpan: { source, start: 0, end: 0 }, node: root });
  }
  const config = agentConfig(given, { diagnostics });
  return diagnostics.hasErrors
    ? { diagnostics: diagnostics.list }
    : { config, diagnostics: diagnostics.list };
}
