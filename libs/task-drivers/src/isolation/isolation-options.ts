import type { DeniedIds } from '../process/denied-ids.ts';

/** What the operator of a node sets for tasks under isolation. */
export interface IsolationOptions {
  /** Whether tasks have process IDs of their own, unless they say otherwise. @default private */
  readonly defaultPidMode?: 'private' | 'host' | undefined;
  /** @default private */
  readonly defaultIpcMode?: 'private' | 'host' | undefined;
  /** Capabilities that a task may have; `ALL` permits every one. @default those of capabilities.ts */
  readonly allowCaps?: readonly string[] | undefined;
  /**
   * What of the host a task sees, read-only, by path on the host. It must bring the directories of sh, env, setpriv,
   * setsid and umount with their libraries. @default that of chroot-env.ts
   */
  readonly chrootEnv?: Readonly<Record<string, string>> | undefined;
  /** Users that no task may run as. @default ['root'] */
  readonly deniedUsers?: readonly string[] | undefined;
  readonly denied?: DeniedIds | undefined;
  /** Told of failures in the background that no caller waits for. */
  readonly onError: (error: unknown) => void;
}
