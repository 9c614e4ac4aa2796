import type { TaskEvent } from '@steppe/domain';

/** Which of Nomad's counters of tasks an event adds one to: `running`, `complete`, `failed`, `restart`, `oom_killed`. */
export function taskCountsOf({ type, details = {} }: TaskEvent): readonly string[] {
  switch (type) {
    case 'Started':
      return ['running'];
    case 'Restarting':
      return ['restart'];
    case 'Terminated': {
      const { exit_code: exitCode, oom_killed: isOomKilled } = details;
      const ended = exitCode === '0' ? 'complete' : 'failed';
      return isOomKilled === 'true' ? [ended, 'oom_killed'] : [ended];
    }
    default:
      return [];
  }
}
