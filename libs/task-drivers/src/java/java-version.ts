import { execFile } from 'node:child_process';
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
export async function javaVersionOf(java: string): Promise<JavaVersion | undefined> {
  const { stdout, stderr } = await run(java, ['-version'], { timeout: VERSION_TIMEOUT_MS });
  return parseJavaVersion(stderr + stdout);
}

/** Reads the three lines that `java -version` prints; others, such as of JAVA_TOOL_OPTIONS, may stand before them. */
export function parseJavaVersion(text: string): JavaVersion | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const first = lines.findIndex((line) => / version "[^"]+"/u.test(line));
  const version = / version "(?<version>[^"]+)"/u.exec(lines[first] ?? '')?.groups?.['version'];
  const [runtime, vm] = lines.slice(first + 1);
  return version && runtime && vm ? { version, runtime, vm } : undefined;
}
