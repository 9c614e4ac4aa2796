import { createServer } from 'node:net';
import { basename } from 'node:path';
import { expect, test } from '@jest/globals';
import { assertPortFree } from './free-port.ts';

/** Of what Node runs here. */
const SCRIPT = basename(process.argv[1] ?? '');

test('a taken port is told with who holds it and what it was for; a free one passes', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const wanted = { host: '127.0.0.1', port, purpose: 'the HTTP API' };
  await expect(assertPortFree(wanted)).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringContaining(
      `port ${port} on 127.0.0.1, needed for the HTTP API, is taken by ${SCRIPT} (pid ${process.pid})`,
    ),
  });
  await new Promise((resolve) => server.close(resolve));
  await expect(assertPortFree(wanted)).resolves.toBeUndefined();
});
