import { expect, test } from '@jest/globals';
import { parseAgentConfig } from '@steppe/hcl';
import { createLogger } from '@steppe/nest-kit';
import { Reloader } from './reloader.ts';

const logger = createLogger({ name: 'test', level: 'off' });

/** A reloader of a file that may be written anew. */
function reloaderOf(file: { text: string }): { reloader: Reloader; levels: string[] } {
  const levels: string[] = [];
  const reloader = new Reloader(async () => {
    const { config } = parseAgentConfig([{ filename: 'a.hcl', text: file.text }]);
    if (!config) throw new Error('the configuration is not valid');
    return config;
  }, logger);
  reloader.follow(({ config }) => void levels.push(config.logLevel));
  return { reloader, levels };
}

test('those who follow get the configuration as it is now', async () => {
  const file = { text: 'log_level = "INFO"' };
  const { reloader, levels } = reloaderOf(file);
  file.text = 'log_level = "TRACE"';
  await reloader.reload();
  expect(levels).toEqual(['TRACE']);
});

test.each([
  { title: 'is not valid', text: 'log_level = {', says: 'not valid' },
  { title: 'names no file', text: 'tls { http = true }', says: 'tls.cert_file is missing' },
])('one that $title is refused, and changes nothing', async ({ text, says }) => {
  const { reloader, levels } = reloaderOf({ text });
  await expect(reloader.reload()).rejects.toThrow(says);
  expect(levels).toEqual([]);
});

test('a hang-up of the process reloads, until it is called off', async () => {
  const { reloader, levels } = reloaderOf({ text: 'log_level = "WARN"' });
  const heard = new Promise<void>((resolve) => reloader.follow(() => resolve()));
  const callOff = reloader.onHangup();
  process.emit('SIGHUP');
  await heard;
  callOff();
  expect([levels, process.listenerCount('SIGHUP')]).toEqual([['WARN'], 0]);
});
