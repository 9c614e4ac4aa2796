export { type CliOptions, runCli } from './main.ts';
export { VERSION } from './version.ts';
