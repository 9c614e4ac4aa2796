import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A first start on a slow disk takes seconds. */
const VERSION_TIMEOUT_MS = 30_000;

export interface JavaVersion {
  /** Such as `17.0.15` or `1.8.0_292`. */
  readonly version: string;
  readonly runtime: string;
  readonly vm: string;
}

/**
 * Asks a Java which one it is; undefined when its answer is not understood.
 *
 * @throws Error of node:child_process when it can't be run.
 */
async function javaVersionOf(java: string): Promise<JavaVersion | undefined> {
  const { stdout, stderr } = await run(java, ['-version'], { timeout: VERSION_TIMEOUT_MS });
  return parseJavaVersion(stderr + stdout);
}

/** Asks again only when another file is there: a start of Java costs more than all else that a node looks at. */
export class JavaVersions {
  #known: { readonly file: string; readonly version: JavaVersion | undefined } | undefined;

  /** @throws Error when it can't be run. */
  async of(java: string): Promise<JavaVersion | undefined> {
    const path = await realpath(java);
    const { ino, mtimeMs } = await stat(path);
    const file = `${path} ${ino} ${mtimeMs}`;
    if (this.#known?.file !== file) this.#known = { file, version: await javaVersionOf(java) };
    return this.#known.version;
  }
}

/** Reads the three lines that `java -version` prints; others, such as of JAVA_TOOL_OPTIONS, may stand before them. */
export function parseJavaVersion(text: string): JavaVersion | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const first = lines.findIndex((line) => / version "[^"]+"/u.test(line));
  const version = / version "(?<version>[^"]+)"/u.exec(lines[first] ?? '')?.groups?.['version'];
  const [runtime, vm] = lines.slice(first + 1);
  return version && runtime && vm ? { version, runtime, vm } : undefined;
}
