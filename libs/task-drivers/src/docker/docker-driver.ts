import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { abortable } from '../abortable.ts';
import { faultsOf, parseConfig } from '../config/parse-config.ts';
import { DriverError } from '../driver-error.ts';
import type { ExecRequest, ExecSession } from '../exec-session.ts';
import { asHandleState, handleState, taskKey, taskNotFound } from '../handle-state.ts';
import type { JsonObject } from '../json.ts';
import { taskLogsOf } from '../logs/task-logs.ts';
import { type CpuSample, cpuSampleOf } from '../process/process-stats.ts';
import { signalByName } from '../signals.ts';
import type {
  OrphanOptions,
  ConfigFault,
  CreatedNetwork,
  NetworkRequest,
  DriverCapabilities,
  DriverFingerprint,
  ExitResult,
  ReportDriverEvent,
  StopOptions,
  TaskDriver,
  TaskHandle,
  TaskStart,
  TaskStats,
} from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { systemTimer } from '../timer.ts';
import { containerNetwork } from './container-network.ts';
import { containerName, containerOptions, loggingOf } from './container-options.ts';
import { removeContainer, runContainer } from './create-container.ts';
import { DockerConfig } from './docker-config.ts';
import { DockerEngine } from './docker-engine.ts';
import { engineStatus, unavailable } from './docker-error.ts';
import { openDockerExec } from './docker-exec.ts';
import { dockerFingerprint } from './docker-fingerprint.ts';
import type { DockerDriverOptions } from './docker-options.ts';
import { DOCKER_STATE_VERSION, DockerState } from './docker-state.ts';
import { containerStats } from './docker-stats.ts';
import { DockerTask } from './docker-task.ts';
import { ensureImage } from './ensure-image.ts';
import { ensureInfraImage, INFRA_IMAGE } from './infra-image.ts';
import { writeGroupNetworkFiles } from './group-network.ts';
import { ImageCollector, type UsedImage } from './image-collector.ts';
import { ImagePuller } from './image-puller.ts';
import { removeNetworkContainer, startNetworkContainer } from './network-container.ts';
import { removeOrphans } from './orphans.ts';
import { killContainer, stopContainer } from './stop-container.ts';

/** Log drivers whose output Docker lets others read. */
const READABLE_LOG_DRIVERS = ['json-file', 'local', 'journald'];

/** Runs tasks as Docker containers. */
export class DockerDriver implements TaskDriver {
  readonly name = 'docker';
  readonly capabilities: DriverCapabilities = {
    sendSignals: true,
    exec: true,
    fsIsolation: 'image',
    networkModes: ['host', 'group', 'task'],
    mustInitiateNetwork: true,
    mounts: 'all',
  };
  readonly #options: DockerDriverOptions;
  readonly #engine: DockerEngine;
  readonly #puller: ImagePuller;
  readonly #images: ImageCollector;
  readonly #tasks = new Map<string, DockerTask>();
  readonly #cpuSamples = new Map<string, CpuSample>();

  constructor(options: DockerDriverOptions) {
    this.#options = options;
    this.#engine = new DockerEngine(options);
    this.#puller = new ImagePuller(this.#engine);
    const { collectsImages = true, imageDelayMs = 180_000 } = options;
    this.#images = new ImageCollector({
      engine: this.#engine,
      timer: options.timer ?? systemTimer,
      delayMs: collectsImages ? imageDelayMs : undefined,
      onError: options.onError,
    });
  }

  fingerprint(): Promise<DriverFingerprint> {
    return dockerFingerprint(this.#engine, this.#options);
  }

  validateConfig(config: JsonObject): readonly ConfigFault[] {
    return faultsOf(DockerConfig, config);
  }

  async start(spec: TaskSpec, report: ReportDriverEvent): Promise<TaskHandle> {
    const config = parseConfig(DockerConfig, spec.config);
    const options = this.#options;
    // What is not permitted should be told before an image is pulled for it.
    containerOptions({ spec, config, imageId: config.image }, options);
    const docker = await this.#engine.client();
    const request = { docker, puller: this.#puller, options, config, spec, report };
    const image = await this.#images.claim(taskKey(spec), () => ensureImage(request));
    try {
      return await this.#startWith(image, { spec, config });
    } catch (error) {
      this.#images.release(taskKey(spec), image.id);
      throw error;
    }
  }

  async recover(handle: TaskHandle): Promise<boolean> {
    if (this.#tasks.has(taskKey(handle))) return true;
    const docker = await this.#engine.client();
    const container = docker.getContainer(this.#state(handle).containerId);
    try {
      await container.inspect();
    } catch (error) {
      if (engineStatus(error) === 404) return false;
      throw unavailable(error);
    }
    await this.#adopt(handle, container);
    return true;
  }

  async wait(handle: TaskHandle, signal: AbortSignal): Promise<ExitResult> {
    return abortable(this.#task(handle).ended, signal);
  }

  async stop(handle: TaskHandle, options: StopOptions): Promise<void> {
    const signal = options.signal ?? this.#state(handle).killSignal;
    await stopContainer(this.#task(handle), { signal, timeoutMs: options.timeoutMs });
  }

  async signal(handle: TaskHandle, signalName: string): Promise<void> {
    const signal = signalByName(signalName);
    if (await killContainer(this.#task(handle).container, signal)) return;
    throw new DriverError('TASK_NOT_RUNNING', 'the container is not running', {
      recoverable: false,
    });
  }

  exec(handle: TaskHandle, request: ExecRequest): Promise<ExecSession> {
    return openDockerExec(this.#task(handle).container, request);
  }

  async stats(handle: TaskHandle): Promise<TaskStats> {
    const { container, result } = this.#task(handle);
    if (result !== undefined) {
      throw new DriverError('TASK_NOT_RUNNING', 'the container is not running', {
        recoverable: false,
      });
    }
    const key = taskKey(handle);
    const stats = await containerStats(container, this.#cpuSamples.get(key));
    this.#cpuSamples.set(key, cpuSampleOf(stats));
    return stats;
  }

  async keepToCores(handle: TaskHandle, cores: readonly number[]): Promise<void> {
    if (this.#state(handle).choosesCores === true) return;
    await this.#task(handle).container.update({ CpusetCpus: cores.join(',') });
  }

  async destroy(handle: TaskHandle): Promise<void> {
    const { containerId, stateDir, image } = this.#state(handle);
    const key = taskKey(handle);
    const task = this.#tasks.get(key);
    this.#tasks.delete(key);
    this.#cpuSamples.delete(key);
    await task?.unwatch();
    const docker = await this.#engine.client();
    const container = docker.getContainer(containerId);
    if (this.#options.removesContainers === false) await killContainer(container, 'SIGKILL');
    else await removeContainer(container);
    if (image !== undefined) this.#images.release(key, image.id);
    await rm(stateDir, { recursive: true, force: true, maxRetries: 3 });
  }

  async abandonStart(start: TaskStart): Promise<void> {
    const docker = await this.#engine.client();
    await removeContainer(docker.getContainer(containerName(start)));
  }

  async close(): Promise<void> {
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    await Promise.all([this.#images.close(), ...tasks.map((task) => task.unwatch())]);
  }

  async createNetwork(request: NetworkRequest): Promise<CreatedNetwork> {
    const { infraImage = INFRA_IMAGE, infraImagePullTimeoutMs, nodeId } = this.#options;
    const docker = await this.#engine.client();
    const imageId = await ensureInfraImage(docker, this.#puller, {
      image: infraImage,
      timeoutMs: infraImagePullTimeoutMs,
    });
    return startNetworkContainer(docker, request, { imageId, nodeId });
  }

  async destroyNetwork(allocId: string): Promise<void> {
    await removeNetworkContainer(await this.#engine.client(), allocId);
  }

  /**
   * Removes containers of this node that no task owns, as an agent's crash may leave them.
   *
   * @returns their names; none without a `nodeId` in the options.
   */
  async removeOrphans(options: OrphanOptions): Promise<string[]> {
    const { nodeId, removesContainers: includesEnded = true } = this.#options;
    if (nodeId === undefined) return [];
    return removeOrphans(this.#engine, { ...options, nodeId, includesEnded });
  }

  async #startWith(
    image: UsedImage,
    { spec, config }: { readonly spec: TaskSpec; readonly config: DockerConfig },
  ): Promise<TaskHandle> {
    const create = containerOptions({ spec, config, imageId: image.id }, this.#options);
    await writeGroupNetworkFiles(spec, config);
    const attemptsMax = config.container_exists_attempts ?? this.#options.containerExistsAttempts;
    const docker = await this.#engine.client();
    const container = await runContainer(docker, spec, create, attemptsMax);
    const state: DockerState = {
      containerId: container.id,
      stateDir: join(spec.paths.driverDir, spec.taskName),
      killSignal: spec.killSignal ?? '',
      tty: config.tty === true,
      capturesLogs: this.#canCaptureLogs(spec, config),
      logs: taskLogsOf(spec),
      choosesCores: config.cpuset_cpus !== undefined,
      image,
    };
    try {
      const network = await containerNetwork(container, spec, config);
      const handle: TaskHandle = {
        driver: this.name,
        version: DOCKER_STATE_VERSION,
        allocId: spec.allocId,
        taskName: spec.taskName,
        state: asHandleState(state),
        ...(network === undefined ? {} : { network }),
      };
      await this.#adopt(handle, container);
      return handle;
    } catch (error) {
      await removeContainer(container);
      throw error;
    }
  }

  async #adopt(handle: TaskHandle, container: Docker.Container): Promise<void> {
    const state = this.#state(handle);
    if (state.image !== undefined) this.#images.keep(taskKey(handle), state.image);
    await mkdir(state.stateDir, { recursive: true, mode: 0o700 });
    const task = new DockerTask(container);
    await this.#tasks.get(taskKey(handle))?.unwatch();
    this.#tasks.set(taskKey(handle), task);
    task.watch(state, this.#options.onError);
  }

  #canCaptureLogs(spec: TaskSpec, config: DockerConfig): boolean {
    const isReadable = READABLE_LOG_DRIVERS.includes(loggingOf(config, this.#options).type);
    return !spec.logs.disabled && this.#options.disableLogCollection !== true && isReadable;
  }

  #state(handle: TaskHandle): DockerState {
    return handleState(handle, {
      driver: this.name,
      version: DOCKER_STATE_VERSION,
      schema: DockerState,
    });
  }

  #task(handle: TaskHandle): DockerTask {
    const task = this.#tasks.get(taskKey(handle));
    if (task === undefined) throw taskNotFound(handle);
    return task;
  }
}
