import { z } from 'zod';
import { block, durationMs, flag, integer, text } from '../config/weak-types.ts';

/** What both a mock task and a mock exec in it can do. */
const command = {
  run_for: durationMs.default(0),
  exit_code: integer.default(0),
  exit_signal: integer.default(0),
  exit_err_msg: text.default(''),
  signal_error: text.default(''),
  stdout_string: text.default(''),
  stdout_repeat: integer.default(0),
  stdout_repeat_duration: durationMs.default(0),
  stderr_string: text.default(''),
  stderr_repeat: integer.default(0),
  stderr_repeat_duration: durationMs.default(0),
};

const MockCommand = z.strictObject(command);
export type MockCommand = z.infer<typeof MockCommand>;

/** The `config` block of a mock task. Source of names: Nomad's mock driver. */
export const MockConfig = z.strictObject({
  ...command,
  start_error: text.default(''),
  start_error_recoverable: flag.default(false),
  start_block_for: durationMs.default(0),
  kill_after: durationMs.default(0),
  plugin_exit_after: durationMs.default(0),
  driver_ip: text.default(''),
  driver_advertise: flag.default(false),
  driver_port_map: text.default(''),
  exec_command: block(MockCommand).optional(),
});
export type MockConfig = z.infer<typeof MockConfig>;
