import {
  type CapabilityRequest,
  capName,
  DEFAULT_ALLOWED_CAPS,
  deniedCaps,
  grantedCaps,
} from '../capabilities.ts';
import { DriverError } from '../driver-error.ts';
import type { DockerConfig } from './docker-config.ts';
import type { DockerDriverOptions, NamespaceKind } from './docker-options.ts';

const NAMESPACE_KINDS = ['ipc', 'pid', 'userns', 'uts'] as const satisfies NamespaceKind[];

export interface ContainerCaps {
  readonly CapAdd: string[];
  readonly CapDrop: string[];
}

/**
 * Checks what a task asks for against what the operator permits.
 *
 * @throws DriverError `START_FAILED` that names the first thing refused.
 */
export function checkPermissions(config: DockerConfig, options: DockerDriverOptions): void {
  if (config.privileged === true && options.allowPrivileged !== true) {
    throw refused('Docker privileged mode is disabled on this node');
  }
  const runtimes = options.allowRuntimes ?? ['runc', 'nvidia'];
  if (config.runtime !== undefined && !runtimes.includes(config.runtime)) {
    throw refused(
      `requested runtime "${config.runtime}" is not allowed; allowed: ${runtimes.join(', ')}`,
    );
  }
  for (const kind of NAMESPACE_KINDS) {
    const mode = config[`${kind}_mode`] ?? '';
    if (mode === '' || options.allowedModes?.[kind]?.includes(mode) === true) continue;
    throw refused(
      `cannot apply "${kind}_mode" configuration: "${mode}" is not among the node's allowed_modes`,
    );
  }
  const denied = deniedCaps(capabilityRequest(config, options));
  if (denied.length > 0) {
    throw refused(
      `driver does not allow the following capabilities: ${denied.join(', ').toLowerCase()}`,
    );
  }
}

/** Capabilities as Docker takes them: with all dropped first, so that only the permitted ones are left. */
export function containerCaps(config: DockerConfig, options: DockerDriverOptions): ContainerCaps {
  const request = capabilityRequest(config, options);
  const [add, drop] = [request.add.map(capName), request.drop.map(capName)];
  if (request.allowed.map(capName).includes('ALL')) return { CapAdd: add, CapDrop: drop };
  return { CapAdd: [...grantedCaps(request)], CapDrop: ['ALL'] };
}

function capabilityRequest(config: DockerConfig, options: DockerDriverOptions): CapabilityRequest {
  return {
    allowed: options.allowCaps ?? DEFAULT_ALLOWED_CAPS,
    add: config.cap_add ?? [],
    drop: config.cap_drop ?? [],
  };
}

function refused(message: string): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false });
}
