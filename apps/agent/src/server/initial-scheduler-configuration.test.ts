import { expect, test } from '@jest/globals';
import { DEFAULT_SCHEDULER_CONFIGURATION } from '@steppe/domain';
import { parseAgentConfig } from '@steppe/hcl';
import { initialSchedulerConfigurationOf } from './initial-scheduler-configuration.ts';

function configurationIn(text: string) {
  const { config } = parseAgentConfig([{ filename: 'a.hcl', text }]);
  if (!config) throw new Error('the configuration is not valid');
  return initialSchedulerConfigurationOf(config);
}
const inBlock = (text: string) => `server {\n  default_scheduler_config {\n${text}\n}\n}`;

test.each([
  { text: '', expected: {} },
  { text: inBlock('scheduler_algorithm = "spread"'), expected: { algorithm: 'spread' } },
  {
    text: inBlock('preemption_config {\n service_scheduler_enabled = true\n}'),
    expected: { preemption: { service: true, batch: false, system: true, sysbatch: false } },
  },
  {
    text: inBlock('memory_oversubscription_enabled = true\npause_eval_broker = true'),
    expected: { memoryOversubscription: true, pauseEvalBroker: true },
  },
])('$text', ({ text, expected }) => {
  expect(configurationIn(text)).toEqual({ ...DEFAULT_SCHEDULER_CONFIGURATION, ...expected });
});

test('an algorithm that there is not is refused', () => {
  expect(() => configurationIn(inBlock('scheduler_algorithm = "random"'))).toThrow(
    'scheduler_algorithm is "random", and must be binpack or spread',
  );
});
