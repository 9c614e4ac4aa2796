import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Answers as Java does to `-version`; else takes the arguments after `-jar a.jar` as those of a shell. */
const scriptOf = (version: string): string => `#!/bin/sh
if [ "$1" = -version ]; then
  printf 'openjdk version "${version}" 2023-10-17\\nFake Runtime\\nFake VM\\n' >&2
  exit
fi
while [ "$1" != a.jar ]; do shift; done
shift
exec /bin/sh "$@"
`;

/**
 * Makes a `java` for machines that have none, in a new directory or in place of an earlier one.
 *
 * @returns its directory, which the caller removes.
 */
export async function makeFakeJava(version = '21.0.1', existing?: string): Promise<string> {
  const dir = existing ?? (await mkdtemp(join(tmpdir(), 'steppe-java-')));
  await rm(join(dir, 'java'), { force: true });
  await writeFile(join(dir, 'java'), scriptOf(version), { mode: 0o755 });
  return dir;
}
