/** What some functions need from outside. The command line gives it; a server, which must not read files for others, does not. */
export interface Host {
  /** Random bytes for `uuidv4` and `bcrypt`. */
  readonly randomBytes?: (count: number) => Uint8Array;
  /** Files for `file`, `fileset` and their kin. */
  readonly files?: HostFiles;
}

/** Paths are as the job file gives them; whoever implements this resolves them. */
export interface HostFiles {
  /** The bytes of a file; `undefined` when there is none, or it cannot be read. */
  readonly read: (path: string) => Uint8Array | undefined;
  readonly exists: (path: string) => boolean;
  /** Paths below a directory, relative to it and with slashes. */
  readonly list: (directory: string) => readonly string[];
  readonly workingDirectory: string;
  readonly homeDirectory: string;
}
