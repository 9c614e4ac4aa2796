import { SteppeError } from '@steppe/domain';
import type { StreamEvent } from './stream-event.ts';

const ALL = '*';

/** Which events a subscriber wants. */
export interface TopicFilter {
  /** Keys by topic; `*` stands for all, on either side. */
  readonly topics: ReadonlyMap<string, ReadonlySet<string>>;
  /** `*`: all of them. */
  readonly namespace: string;
}

/**
 * @param topics as in a query string, such as `Job`, `Job:web` or `Node:*`; none: all.
 * @throws SteppeError `REQUEST_INVALID` in Nomad's words.
 */
export function parseTopicFilter(topics: readonly string[], namespace: string): TopicFilter {
  const wanted = new Map<string, Set<string>>();
  for (const topic of topics) {
    const [name = '', key = ALL, ...rest] = topic.split(':');
    if (rest.length > 0) {
      throw new SteppeError(
        'REQUEST_INVALID',
        `Invalid topic query: error parsing topics: Invalid key value pair for topic, topic: ${topic}`,
      );
    }
    wanted.set(name, (wanted.get(name) ?? new Set()).add(key));
  }
  if (wanted.size === 0) wanted.set(ALL, new Set([ALL]));
  return { topics: wanted, namespace };
}

export function wantsEvent({ topics, namespace }: TopicFilter, event: StreamEvent): boolean {
  if (event.namespace !== '' && namespace !== ALL && namespace !== event.namespace) return false;
  return [topics.get(event.topic), topics.get(ALL)].some(
    (keys) =>
      keys?.has(ALL) || keys?.has(event.key) || event.filterKeys.some((key) => keys?.has(key)),
  );
}
