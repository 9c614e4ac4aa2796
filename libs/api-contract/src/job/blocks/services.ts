import type { Task, TaskGroup } from '@steppe/domain';
import { z } from 'zod';
import { durationMs, flag, listOf, text, textMap, textOr, texts, whole } from './values.ts';

const CheckRestart = z
  .looseObject({ Limit: whole, Grace: durationMs(1_000), IgnoreWarnings: flag })
  .transform((wire) => ({
    limit: wire.Limit,
    graceMs: wire.Grace,
    ignoreWarnings: wire.IgnoreWarnings,
  }));

const OnUpdate = textOr('require_healthy').pipe(
  z.enum(['require_healthy', 'ignore_warnings', 'ignore']),
);

/** The `check` block of a service. */
export const ServiceCheck = z
  .looseObject({
    Name: text,
    Type: text.pipe(z.enum(['http', 'tcp', 'grpc', 'script'])),
    Command: text,
    Args: texts,
    Path: text,
    Protocol: textOr('http').pipe(z.enum(['http', 'https'])),
    PortLabel: text,
    AddressMode: text,
    Interval: durationMs(),
    Timeout: durationMs(),
    TLSSkipVerify: flag,
    TLSServerName: text,
    Header: z.record(z.string(), z.array(z.string())).nullish(),
    Method: textOr('GET'),
    Body: text,
    GRPCService: text,
    GRPCUseTLS: flag,
    CheckRestart: CheckRestart.nullish(),
    TaskName: text,
    OnUpdate,
  })
  .transform((wire) => ({
    name: wire.Name,
    type: wire.Type,
    command: wire.Command,
    args: wire.Args,
    path: wire.Path,
    protocol: wire.Protocol,
    portLabel: wire.PortLabel,
    addressMode: wire.AddressMode,
    intervalMs: wire.Interval,
    timeoutMs: wire.Timeout,
    tlsSkipVerify: wire.TLSSkipVerify,
    tlsServerName: wire.TLSServerName,
    header: wire.Header ?? {},
    method: wire.Method,
    body: wire.Body,
    grpcService: wire.GRPCService,
    grpcUseTls: wire.GRPCUseTLS,
    checkRestart: wire.CheckRestart ?? undefined,
    taskName: wire.TaskName,
    onUpdate: wire.OnUpdate,
  }));
export type ServiceCheck = z.infer<typeof ServiceCheck>;

/** The `service` block of a group or task. */
export const Service = z
  .looseObject({
    Name: text,
    Tags: texts,
    CanaryTags: texts,
    PortLabel: text,
    AddressMode: textOr('auto').pipe(z.enum(['auto', 'host', 'driver', 'alloc', 'alloc_ipv6'])),
    Address: text,
    Checks: listOf(ServiceCheck),
    Meta: textMap,
    CanaryMeta: textMap,
    TaskName: text,
    OnUpdate,
    Provider: textOr('consul'),
  })
  .transform((wire) => ({
    name: wire.Name,
    tags: wire.Tags,
    canaryTags: wire.CanaryTags,
    portLabel: wire.PortLabel,
    addressMode: wire.AddressMode,
    address: wire.Address,
    checks: wire.Checks,
    taskName: wire.TaskName,
    onUpdate: wire.OnUpdate,
    provider: wire.Provider,
  }));
export type Service = z.infer<typeof Service>;

/** The services that a group or task offers, as its job says. They were checked when it was registered. */
export function servicesOf({ extra }: Pick<Task | TaskGroup, 'extra'>): readonly Service[] {
  return listOf(Service).parse(extra['Services']);
}
