import type { ServerInfo } from '@nats-io/transport-node';
import { SteppeError } from '@steppe/domain';

/** Compare-and-set by subject, republishing and batched direct gets work as the log needs them from here on. */
const SERVER_VERSION_MIN = { major: 2, minor: 12 };

/** @throws SteppeError `LOG_INCOMPATIBLE` when the log cannot be kept on this server. */
export function checkServer(info: ServerInfo | undefined): void {
  const version = info?.version ?? 'unknown';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const { major: majorMin, minor: minorMin } = SERVER_VERSION_MIN;
  if (!(major > majorMin || (major === majorMin && minor >= minorMin))) {
    throw new SteppeError(
      'LOG_INCOMPATIBLE',
      `nats-server ${version} is too old: Steppe needs ${majorMin}.${minorMin} or newer. ` +
        'Install one with `go install github.com/nats-io/nats-server/v2@v2.15.2`, `brew install nats-server`, ' +
        'or run the image nats:2.15.',
    );
  }
  if (info?.jetstream !== true) {
    throw new SteppeError(
      'LOG_INCOMPATIBLE',
      'JetStream is off on this nats-server: start it with `-js -sd DIRECTORY`, or with a `jetstream` block in its configuration',
    );
  }
}
