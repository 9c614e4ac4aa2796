import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';

const NODE_MAJOR_MIN = 24;
const program = join(import.meta.dirname, '../dist/bin.js');

function fail(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  fail(`steppe needs Node ${NODE_MAJOR_MIN} or newer, and this is ${process.version}`);
}
if (!existsSync(program)) fail('steppe is not built yet: run "npm run build" in its checkout');

// Halves the time that a short command takes.
module.enableCompileCache();
await import(program);
