/** What an operator allows of artifacts: the client's `artifact` block. */
export interface ArtifactLimits {
  readonly httpTimeoutMs: number;
  readonly gitTimeoutMs: number;
  readonly downloadMaxBytes: number;
  readonly unpackedMaxBytes: number;
  readonly unpackedMaxFiles: number;
  /** Directories of the machine that `file` artifacts may come from; none without the operator's word. */
  readonly fileRoots: readonly string[];
}

export const ARTIFACT_LIMITS: ArtifactLimits = {
  httpTimeoutMs: 30 * 60_000,
  gitTimeoutMs: 30 * 60_000,
  downloadMaxBytes: 100e9,
  unpackedMaxBytes: 100e9,
  unpackedMaxFiles: 4_096,
  fileRoots: [],
};

export function tooMany({ unpackedMaxFiles }: ArtifactLimits): Error {
  return new Error(`the archive holds more than the ${unpackedMaxFiles} files that are allowed`);
}

export function tooLarge({ unpackedMaxBytes }: ArtifactLimits): Error {
  return new Error(`the archive holds more than the ${unpackedMaxBytes} bytes that are allowed`);
}
