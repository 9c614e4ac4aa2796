export { type CliOptions, runCli } from './main.ts';
