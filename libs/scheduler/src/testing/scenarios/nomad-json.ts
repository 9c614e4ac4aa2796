import { z } from 'zod';

/** The parts of Nomad's JSON that the worked scenarios use. Times are nanoseconds. */
const Rule = z.object({
  LTarget: z.string(),
  Operand: z.string(),
  RTarget: z.string(),
  Weight: z.int().optional(),
});
const Port = z.object({ Label: z.string(), Value: z.int().optional(), To: z.int().optional() });

export const NomadTask = z.object({
  Name: z.string(),
  Driver: z.string(),
  Config: z.record(z.string(), z.unknown()),
  Resources: z.object({ CPU: z.int(), MemoryMB: z.int() }),
});
export type NomadTask = z.infer<typeof NomadTask>;

export const NomadGroup = z.object({
  Name: z.string(),
  Count: z.int(),
  Tasks: z.array(NomadTask),
  EphemeralDisk: z.object({ SizeMB: z.int() }),
  Constraints: z.array(Rule).optional(),
  Affinities: z.array(Rule).optional(),
  Spreads: z
    .array(
      z.object({
        Attribute: z.string(),
        Weight: z.int(),
        SpreadTarget: z.array(z.object({ Value: z.string(), Percent: z.int() })).optional(),
      }),
    )
    .optional(),
  Networks: z
    .array(
      z.object({
        Mode: z.string(),
        ReservedPorts: z.array(Port).optional(),
        DynamicPorts: z.array(Port).optional(),
      }),
    )
    .optional(),
  Services: z.array(z.record(z.string(), z.unknown())).optional(),
});
export type NomadGroup = z.infer<typeof NomadGroup>;

export const NomadJob = z.object({
  ID: z.string(),
  Type: z.enum(['service', 'batch', 'system', 'sysbatch']),
  Priority: z.int(),
  Datacenters: z.array(z.string()),
  TaskGroups: z.array(NomadGroup),
  Meta: z.record(z.string(), z.string()).optional(),
  Update: z
    .object({
      MaxParallel: z.int(),
      MinHealthyTime: z.number(),
      HealthyDeadline: z.number(),
      ProgressDeadline: z.number(),
      Canary: z.int().optional(),
    })
    .optional(),
});
export type NomadJob = z.infer<typeof NomadJob>;

export const NomadNode = z.object({
  ID: z.string(),
  Name: z.string(),
  Datacenter: z.string(),
  NodeClass: z.string(),
  NodePool: z.string(),
  Attributes: z.record(z.string(), z.string()),
  Meta: z.record(z.string(), z.string()),
  Drivers: z.record(z.string(), z.object({ Detected: z.boolean(), Healthy: z.boolean() })),
  NodeResources: z.object({
    Cpu: z.object({ CpuShares: z.int(), TotalCpuCores: z.int() }),
    Memory: z.object({ MemoryMB: z.int() }),
    Disk: z.object({ DiskMB: z.int() }),
    Networks: z.array(
      z.object({
        Mode: z.string(),
        Device: z.string(),
        CIDR: z.string(),
        IP: z.string(),
        MBits: z.int(),
      }),
    ),
    NodeNetworks: z.array(
      z.object({ Addresses: z.array(z.object({ ReservedPorts: z.string() })).optional() }),
    ),
    MinDynamicPort: z.int(),
    MaxDynamicPort: z.int(),
  }),
});
export type NomadNode = z.infer<typeof NomadNode>;
