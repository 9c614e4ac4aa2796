import { parseEnv } from 'node:util';
import type { TaskTemplate } from '@steppe/api-contract/blocks';
import {
  parseTemplate,
  type ParsedTemplate,
  renderTemplate,
  type TemplateFunctions,
} from '@steppe/go-template';
import { readFileInside, writeFileInside } from '../inside/inside-dir.ts';
import { type InsideDirs, pathInside } from '../inside/inside-path.ts';
import { COLLECTION_FUNCTIONS } from './collection-functions.ts';
import { dataFunctions, type DataFunctionsInput } from './data-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';

/** What no template may do unless its node's operator says so. Source: Nomad's default `function_denylist`. */
const DENIED_FUNCTIONS = ['executeTemplate', 'plugin', 'writeToFile'];

/** One template of a task: where it comes from, where it goes, and what it says now. */
export class CompiledTemplate {
  readonly template: TaskTemplate;
  readonly #dirs: InsideDirs;
  readonly #way: string;
  readonly #denied: readonly string[];
  readonly #parsed: ParsedTemplate;

  private constructor(
    template: TaskTemplate,
    compiled: {
      readonly dirs: InsideDirs;
      readonly way: string;
      readonly denied: readonly string[];
      readonly parsed: ParsedTemplate;
    },
  ) {
    this.template = template;
    this.#dirs = compiled.dirs;
    this.#way = compiled.way;
    this.#denied = compiled.denied;
    this.#parsed = compiled.parsed;
  }

  /** @throws Error for a malformed template, a source that is not there, or a path that leads out. */
  static async compile(
    template: TaskTemplate,
    dirs: InsideDirs,
    denied: readonly string[] = DENIED_FUNCTIONS,
  ): Promise<CompiledTemplate> {
    const way = pathInside(dirs, template.destination);
    const text = template.source === '' ? template.data : await sourceText(template.source, dirs);
    return new CompiledTemplate(template, {
      dirs,
      way,
      denied,
      parsed: parseTemplate(text, template.delimiters),
    });
  }

  /** @throws TemplateError when a function fails, or a key is missing that may not be. */
  render(input: DataFunctionsInput): string {
    const functions: TemplateFunctions = new Map([
      ...TEXT_FUNCTIONS,
      ...COLLECTION_FUNCTIONS,
      ...dataFunctions(input),
      ...this.#denied.map((name) => [name, disabled] as const),
    ]);
    const missingKey = this.template.errorOnMissingKey ? 'error' : 'print';
    return renderTemplate(this.#parsed, undefined, { functions, missingKey });
  }

  /** Writes the file unless it says so already. @returns whether it was written. */
  async write(content: string): Promise<boolean> {
    const { allocDir } = this.#dirs;
    if ((await readFileInside(allocDir, this.#way)) === content) return false;
    const { mode, uid, gid } = this.template;
    await writeFileInside(allocDir, this.#way, content, { mode, uid, gid });
    return true;
  }
}

function disabled(): never {
  throw new Error('function is disabled');
}

async function sourceText(source: string, dirs: InsideDirs): Promise<string> {
  const text = await readFileInside(dirs.allocDir, pathInside(dirs, source));
  if (text !== undefined) return text;
  throw new Error(`template source ${source} does not exist`);
}

/** The variables of a template with `env = true`: lines such as `KEY=value`. */
export function variablesIn(content: string): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseEnv(content))) {
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}
