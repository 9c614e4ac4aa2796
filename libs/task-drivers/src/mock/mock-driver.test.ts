import { describeTaskDriver } from '../task-driver.contract.ts';
import { MockDriver } from './mock-driver.ts';

describeTaskDriver({
  name: 'mock_driver',
  create: () => new MockDriver(),
  configs: {
    print: () => ({ stdout_string: 'out\n', stderr_string: 'err\n' }),
    exitWith7: () => ({ exit_code: 7 }),
    sleep: () => ({ run_for: '10m' }),
    stubborn: () => ({ run_for: '10m', kill_after: '10m', stdout_string: 'ready\n' }),
    failsToStart: () => ({ start_error: 'no luck today' }),
    invalid: () => ({ run_foor: '10m' }),
  },
  diesWithAgent: true,
  startFailure: /^no luck today$/u,
  invalidKey: 'run_foor',
});
