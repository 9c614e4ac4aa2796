import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Answers as Java does to `-version`; else takes the arguments after `-jar a.jar` as those of a shell. */
const SCRIPT = `#!/bin/sh
if [ "$1" = -version ]; then
  printf 'openjdk version "21.0.1" 2023-10-17\\nFake Runtime\\nFake VM\\n' >&2
  exit
fi
while [ "$1" != a.jar ]; do shift; done
shift
exec /bin/sh "$@"
`;

/**
 * Makes a `java` for machines that have none.
 *
 * @returns its directory, which the caller removes.
 */
export async function makeFakeJava(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'steppe-java-'));
  await writeFile(join(dir, 'java'), SCRIPT, { mode: 0o755 });
  return dir;
}
