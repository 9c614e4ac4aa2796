import type { Artifact } from '@steppe/api-contract/blocks';
import { findUser } from '@steppe/task-drivers';
import { ARTIFACT_LIMITS } from '../artifact/artifact-limits.ts';
import { withoutSecrets } from '../artifact/http-download.ts';
import { interpolate, type Variables } from '../env/interpolate.ts';
import { EscapeError } from '../inside/inside-path.ts';
import { artifactFailed, downloadingArtifacts, hookMessage } from '../machine/task-events.ts';
import { messageOf, type SetupContext, SetupError } from './setup-context.ts';

/** Whoever waits for a long download is told of it so often. */
const PROGRESS_EVERY_MS = 10_000;
const MIB = 1024 * 1024;

/** Fetches a task's artifacts, one after another, before its first start. */
export async function fetchArtifacts(context: SetupContext): Promise<void> {
  const { blocks, isFirst, tell, variables } = context;
  if (!isFirst || blocks.artifacts.length === 0) return;
  tell(downloadingArtifacts());
  for (const each of blocks.artifacts) await fetchOne(filledIn(each, variables), context);
}

async function fetchOne(artifact: Artifact, context: SetupContext): Promise<void> {
  const { spec, ports, signal } = context;
  // With its libraries, which most tasks don't need.
  const { fetchArtifact } = await import('../artifact/fetch-artifact.ts');
  try {
    await fetchArtifact({
      artifact,
      dirs: spec.paths,
      limits: ports.artifactLimits ?? ARTIFACT_LIMITS,
      owner: artifact.chown && spec.user !== undefined ? await findUser(spec.user) : undefined,
      signal,
      onProgress: tellProgress(artifact, context),
    });
  } catch (cause) {
    const event = artifactFailed(
      `failed to download artifact "${withoutSecrets(artifact.source)}": ${messageOf(cause)}`,
    );
    throw new SetupError(event, { recoverable: !(cause instanceof EscapeError), cause });
  }
}

function tellProgress(
  artifact: Artifact,
  { ports: { time }, tell }: SetupContext,
): (doneBytes: number, totalBytes: number | undefined) => void {
  let toldAtMs = time.monotonicMs();
  return (doneBytes, totalBytes) => {
    if (time.monotonicMs() - toldAtMs < PROGRESS_EVERY_MS) return;
    toldAtMs = time.monotonicMs();
    const total = totalBytes === undefined ? '' : ` of ${Math.ceil(totalBytes / MIB)}`;
    const done = `${Math.floor(doneBytes / MIB)}${total} MiB`;
    tell(hookMessage(`artifact ${withoutSecrets(artifact.source)}: ${done}`));
  };
}

function filledIn(artifact: Artifact, variables: Variables): Artifact {
  const fill = (text: string): string => interpolate(text, variables);
  const fillAll = (map: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, fill(value)]));
  return {
    ...artifact,
    source: fill(artifact.source),
    options: fillAll(artifact.options),
    headers: fillAll(artifact.headers),
    destination: fill(artifact.destination),
  };
}
