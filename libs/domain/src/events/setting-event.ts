import { z } from 'zod';
import { AclEvent } from './acl-events.ts';
import {
  NamespaceApplied,
  NamespaceDeleted,
  NodePoolApplied,
  NodePoolDeleted,
} from './cluster-events.ts';
import { ServiceDeregistered, ServiceRegistered } from './service-events.ts';
import { VariableEvent } from './variable-events.ts';
import { eventGuard } from './event-guard.ts';

/** What is kept beside jobs, allocations and nodes: settings, services. No duty of the broker follows from it. */
export const SettingEvent = z.discriminatedUnion('type', [
  NamespaceApplied,
  NamespaceDeleted,
  NodePoolApplied,
  NodePoolDeleted,
  ServiceRegistered,
  ServiceDeregistered,
  ...AclEvent.options,
  ...VariableEvent.options,
]);
export type SettingEvent = z.infer<typeof SettingEvent>;

export const isSettingEvent = eventGuard(SettingEvent);
