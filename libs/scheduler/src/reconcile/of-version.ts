import { groupOf, type JobVersion, type TaskGroup } from '@steppe/domain';

interface VersionOfGroup {
  readonly version: JobVersion;
  readonly group: TaskGroup;
}

/**
 * A version to place, with its own group, which asks for what that version asks for; the current one when that
 * version had no such group.
 */
export function ofVersion(wanted: JobVersion, { version, group }: VersionOfGroup): VersionOfGroup {
  const own = groupOf(wanted, group.name);
  return own ? { version: wanted, group: own } : { version, group };
}
