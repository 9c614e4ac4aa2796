import { DriverError } from '../driver-error.ts';
import type { DockerConfig } from './docker-config.ts';
import { DEFAULT_ALLOWED_CAPS, type DockerDriverOptions } from './docker-options.ts';

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
  const caps = (config.cap_add ?? []).map(capName);
  const allowed = (options.allowCaps ?? DEFAULT_ALLOWED_CAPS).map(capName);
  const denied = allowed.includes('ALL') ? [] : caps.filter((cap) => !allowed.includes(cap));
  if (denied.length > 0) {
    throw refused(
      `driver does not allow the following capabilities: ${denied.join(', ').toLowerCase()}`,
    );
  }
}

/** Capabilities as Docker takes them: with all dropped first, so that only the permitted ones are left. */
export function containerCaps(config: DockerConfig, options: DockerDriverOptions): ContainerCaps {
  const allowed = (options.allowCaps ?? DEFAULT_ALLOWED_CAPS).map(capName);
  const drop = (config.cap_drop ?? []).map(capName);
  const add = (config.cap_add ?? []).map(capName);
  if (allowed.includes('ALL')) return { CapAdd: add, CapDrop: drop };
  const kept = DEFAULT_ALLOWED_CAPS.filter(
    (cap) => allowed.includes(cap) && !drop.includes(cap) && !drop.includes('ALL'),
  );
  return { CapAdd: [...new Set([...kept, ...add])].toSorted(), CapDrop: ['ALL'] };
}

function capName(name: string): string {
  return name.toUpperCase().replace(/^CAP_/u, '');
}

function refused(message: string): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false });
}
