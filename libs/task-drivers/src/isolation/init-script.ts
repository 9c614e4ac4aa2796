/**
 * Runs as the first process of a task's namespaces, makes its root, and runs the command in it. Ends as the command
 * does, and with it whatever the command has left in the namespace. Being the first, it also waits for orphans,
 * and spares the command the kernel's rule that signals don't end a first process by default.
 *
 * Arguments: the state directory, the supervised process's stat line, the root, the paths of mount, pivot_root
 * and umount, then the command. Descriptors as in the supervisor's script: 1 tells the agent that the command is
 * about to run, with the supervised process's line; `target` in the state directory has the command's own.
 * /proc is the host's until the root changes, so its stat line has the pid as the host counts.
 */
export const INIT_SCRIPT = `
set -e
dir=$1 stat=$2 root=$3 mount=$4 pivot_root=$5 umount=$6
shift 6
"$mount" --all --fstab "$dir/mounts"
set +e
(
  set -e
  read -r target </proc/self/stat
  printf '%s\\n' "$target" >"$dir/target"
  cd "$root"
  "$pivot_root" . dev/.host
  cd /
  "$umount" --lazy /dev/.host
  printf '%s\\n' "$stat"
  exec "$@" >&3 2>&4 3>&- 4>&-
)
exit $?
`;

/** Moves itself to the control groups named before \`--\`, then runs the command after it. */
export const JOIN_SCRIPT = `
while [ "$1" != -- ]; do
  echo 0 >"$1/cgroup.procs" || exit 1
  shift
done
shift
exec "$@"
`;
