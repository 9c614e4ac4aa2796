import type { Seq } from '@steppe/domain';

/** What the events of the stream are about, in Nomad's words. */
export type Topic =
  | 'Job'
  | 'Evaluation'
  | 'Allocation'
  | 'Deployment'
  | 'Node'
  | 'NodePool'
  | 'Service'
  | 'Variable'
  | 'ACLPolicy'
  | 'ACLRole'
  | 'ACLToken'
  | 'ACLAuthMethod'
  | 'ACLBindingRule';

/** One event of the stream, before anybody asked for it. */
export interface StreamEvent {
  readonly topic: Topic;
  /** Nomad's name of what happened, e.g. `JobRegistered`. */
  readonly type: string;
  /** The ID of what it is about. */
  readonly key: string;
  /** Empty where there are no namespaces, such as for nodes. */
  readonly namespace: string;
  /** Other IDs that a subscription may name, such as the job's. */
  readonly filterKeys: readonly string[];
  /** What it is about as the API shows it. Made when somebody wants to read it. */
  readonly payload: () => Readonly<Record<string, unknown>>;
}

/** As it is sent. */
export function streamEventToWire(event: StreamEvent, index: Seq): Record<string, unknown> {
  return {
    Topic: event.topic,
    Type: event.type,
    Key: event.key,
    Namespace: event.namespace,
    FilterKeys: event.filterKeys.length === 0 ? null : event.filterKeys,
    Index: index,
    Payload: event.payload(),
  };
}
