import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAgentConfig } from '@steppe/hcl';
import { ROOT } from '../../architecture/workspace.ts';
import type { Finding } from '../report/finding.ts';
import { readSettings, type Setting } from '../tables/read-table.ts';
import { pathOf, sampleSettings, type SettingText } from './sample-setting.ts';

/** Reads each setting of an agent's configuration, in HCL and in JSON, and looks for the code that acts on it. */
export function checkConfiguration(): Finding[] {
  const code = codeOfAgents();
  return readSettings().map((setting) => {
    const { tier, edition } = setting;
    return { name: pathOf(setting), tier, edition, ...checkOne(setting, code) };
  });
}

function checkOne(setting: Setting, code: string): Pick<Finding, 'status' | 'note'> {
  const told = sampleSettings(setting).map(whatIsTold);
  const fitting = told.filter(({ faults }) => faults.length === 0);
  if (fitting.length === 0) {
    return { status: 'missing', note: `refused: ${told[0]?.faults[0] ?? ''}` };
  }
  const warning = fitting.flatMap(({ warnings }) => warnings).at(-1);
  if (warning !== undefined) {
    return /is always|needs no effect/.test(warning)
      ? { status: 'differs', note: warning }
      : { status: 'partly', note: 'accepted with a warning' };
  }
  return isReadIn(code, setting)
    ? { status: 'same', note: '' }
    : { status: 'missing', note: 'accepted in silence' };
}

interface Told {
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

function whatIsTold({ hcl, json }: SettingText): Told {
  const told = [
    parseAgentConfig([{ filename: 'a.hcl', text: hcl }]),
    parseAgentConfig([{ filename: 'a.json', text: json }]),
  ].flatMap(({ diagnostics }) => diagnostics);
  const of = (severity: string) =>
    told.filter((each) => each.severity === severity).map(({ detail }) => detail);
  return { faults: of('error'), warnings: of('warning') };
}

/** All that acts on a configuration. */
function codeOfAgents(): string {
  return globSync('{apps/*,libs/alloc-runner}/src/**/*.ts', { cwd: ROOT })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
}

/** A block is read where its settings are; an option is named as in the file, all else by the name that it has once parsed. */
function isReadIn(code: string, { kind, name }: Setting): boolean {
  if (kind === 'block') return true;
  const parsed = name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return kind === 'option'
    ? code.includes(`'${name}'`)
    : new RegExp(String.raw`\b${parsed}(?:Ms|Bytes)?\b`).test(code);
}
