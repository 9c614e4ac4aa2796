// Gets everything that the tests need. What cannot be had is said, and costs the tests that need it, not the others:
// they then fail with the same reason, since nothing is skipped.
import { buildTestImages } from './build-test-images.mjs';
import { ensureDocker } from './ensure-docker.mjs';
import { ensureNetworkTools } from './ensure-network-tools.mjs';
import { ensureNatsServer } from './ensure-nats-server.mjs';
import { say } from './places.mjs';

try {
  await ensureNatsServer();
} catch (error) {
  say(`${error.message}\nTests with a nats-server will fail.`);
}
try {
  await ensureDocker();
  buildTestImages();
} catch (error) {
  say(`${error.message}\nTests with Docker will fail.`);
}
try {
  ensureNetworkTools();
} catch (error) {
  say(`${error.message}\nTests with networks will fail.`);
}
