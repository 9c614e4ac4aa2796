import { posix } from 'node:path';
import { z } from 'zod';
import { DriverError } from '../driver-error.ts';
import type { ExecRequest, ExecSession } from '../exec-session.ts';
import type { User } from '../process/find-user.ts';
import { openProcessExec } from '../process/process-exec.ts';
import { type ProcessState, ProcessTasks, stateDirOf } from '../process/process-tasks.ts';
import { errorMessage } from '../system-error.ts';
import type { ExitResult, ReportDriverEvent, TaskHandle, TaskStart } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { findCgroups } from './cgroup-layout.ts';
import { cgroupUsage } from './cgroup-usage.ts';
import { DEFAULT_CHROOT_ENV } from './chroot-env.ts';
import { planChroot } from './chroot-plan.ts';
import { inertEnvironment, withUnwrappedEnvironment } from './inert-environment.ts';
import type { IsolationConfig } from './isolation-config.ts';
import type { IsolationOptions } from './isolation-options.ts';
import { findIsolationTools, type IsolationTools, toolPath } from './isolation-tools.ts';
import { permittedUser, withTaskPrivileges } from './privileges.ts';
import { enterNamespaces, joinCgroups, type Namespaces, surroundTask } from './surround-task.ts';
import { resolverBinds } from './resolver-bind.ts';
import { checkToolsInside, checkWorkDir, findCommandInside } from './task-command.ts';
import {
  canPin,
  cgroupName,
  makeTaskCgroups,
  removeCgroup,
  taskCgroupDirs,
  wasKilledForMemory,
} from './task-cgroup.ts';

/** What is noted of a task's isolation, to join and to remove it. */
const Surroundings = z.object({
  privatePids: z.boolean(),
  privateIpc: z.boolean(),
  /** Directories of the control groups, the one for memory first; none when the node has none. */
  cgroups: z.array(z.string()),
  /** The words before a command that give it the task's rights and environment. */
  asTask: z.array(z.string()),
});
type Surroundings = z.infer<typeof Surroundings>;

/** A program to run in a chroot, as the task names it, and its arguments. */
export interface IsolatedCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly config: IsolationConfig;
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The tasks of a driver that runs processes under the kernel's isolation. */
export class IsolatedTasks {
  /** The part of the port that isolation changes nothing about. */
  readonly processes: ProcessTasks;
  readonly #options: IsolationOptions;

  constructor(driver: string, options: IsolationOptions) {
    this.#options = options;
    this.processes = new ProcessTasks({
      driver,
      onError: options.onError,
      explain,
      count: (state) => cgroupUsage(surroundingsOf(state).cgroups),
    });
  }

  /** @throws DriverError `START_FAILED`; nothing but mount points in the task's directory is left behind. */
  async start(
    spec: TaskSpec,
    command: IsolatedCommand,
    report: ReportDriverEvent,
  ): Promise<TaskHandle> {
    const options = this.#options;
    const tools = await requireTools();
    const { config, program, args } = command;
    const user = await permittedUser(spec, options);
    const privileges = withTaskPrivileges(user, config, { options, tools });
    const resolver = await resolverBinds(spec);
    const chroot = await planChroot(spec, options.chrootEnv ?? DEFAULT_CHROOT_ENV, resolver);
    const env = { PATH: DEFAULT_PATH, ...spec.env, ...identityOf(user) };
    const workDir = posix.resolve('/', config.work_dir ?? '.');
    await checkToolsInside(tools, chroot);
    await checkWorkDir(workDir, chroot);
    const path = await findCommandInside(program, chroot, env.PATH);

    const count = Object.keys(env).length;
    const asTask = [...privileges, ...withUnwrappedEnvironment({ tools, count, workDir })];
    const namespaces: Namespaces = {
      privatePids: (config.pid_mode ?? options.defaultPidMode ?? 'private') === 'private',
      privateIpc: (config.ipc_mode ?? options.defaultIpcMode ?? 'private') === 'private',
    };
    const cgroups = await limitsOf(spec, report);
    try {
      return await this.processes.start(spec, {
        command: [...asTask, path, ...args],
        workDir: '/',
        env: inertEnvironment(env),
        stateDir: stateDirOf(spec),
        surround: surroundTask({
          tools,
          chroot,
          namespaces,
          cgroups,
          networkPath: spec.network?.namespacePath,
        }),
        surroundings: { ...namespaces, cgroups, asTask },
      });
    } catch (error) {
      for (const dir of cgroups) await removeCgroup(dir);
      throw error;
    }
  }

  /** Runs a command in the task's namespaces and control groups, with its rights. */
  async exec(handle: TaskHandle, request: ExecRequest): Promise<ExecSession> {
    const { leader, target } = this.processes.runningTask(handle);
    const surroundings = surroundingsOf(this.processes.state(handle));
    const tools = await requireTools();
    return openProcessExec({
      leader,
      workDir: '/',
      join: [
        ...joinCgroups(tools, surroundings.cgroups),
        ...enterNamespaces(tools, target.pid, surroundings),
        ...surroundings.asTask,
      ],
      lookUp: false,
      request,
    });
  }

  async destroy(handle: TaskHandle): Promise<void> {
    const { cgroups } = surroundingsOf(this.processes.state(handle));
    await this.processes.destroy(handle);
    for (const dir of cgroups) await removeCgroup(dir);
  }

  async abandonStart(start: TaskStart): Promise<void> {
    await this.processes.abandonStart(start);
    const found = await findCgroups();
    if ('fault' in found) return;
    const name = cgroupName(start.allocId, start.taskName);
    for (const dir of taskCgroupDirs(found.layout, name)) await removeCgroup(dir);
  }
}

/** The agent's own identity, which a task may have inherited, is not the task's. */
function identityOf({ name, home }: User) {
  return { USER: name, LOGNAME: name, HOME: home };
}

/** Makes control groups with the task's limits. Without them it runs all the same, and says so. */
async function limitsOf(spec: TaskSpec, report: ReportDriverEvent): Promise<readonly string[]> {
  const unlimited = (fault: string): readonly string[] => {
    report({ message: `Limits for cpu and memory do not apply: ${fault}` });
    return [];
  };
  try {
    const found = await findCgroups();
    if ('fault' in found) return unlimited(found.fault);
    const { cores = [] } = spec.resources;
    if (cores.length > 0 && !canPin(found.layout)) {
      report({
        message: 'The task is not kept to its cores: the node has no cpuset control group',
      });
    }
    const name = cgroupName(spec.allocId, spec.taskName);
    return await makeTaskCgroups(found.layout, name, spec.resources);
  } catch (error) {
    return unlimited(errorMessage(error));
  }
}

async function explain(exit: ExitResult, state: ProcessState): Promise<ExitResult> {
  const memoryGroup = surroundingsOf(state).cgroups[0];
  if (exit.exitCode === 0 || memoryGroup === undefined) return exit;
  return { ...exit, oomKilled: await wasKilledForMemory(memoryGroup) };
}

function surroundingsOf(state: ProcessState): Surroundings {
  return Surroundings.parse(state.surroundings);
}

async function requireTools(): Promise<IsolationTools> {
  const found = await findIsolationTools(toolPath());
  if ('tools' in found) return found.tools;
  throw new DriverError(
    'START_FAILED',
    `failed to isolate the task: the node lacks ${found.missing.join(', ')} (util-linux, mount)`,
    { recoverable: false },
  );
}
