import { z } from 'zod';

export const AutopilotConfiguration = z.object({
  CleanupDeadServers: z.boolean(),
  LastContactThreshold: z.string(),
  MaxTrailingLogs: z.int(),
  MinQuorum: z.int(),
  ServerStabilizationTime: z.string(),
  EnableRedundancyZones: z.boolean(),
  DisableUpgradeMigration: z.boolean(),
  EnableCustomUpgrades: z.boolean(),
  CreateIndex: z.int(),
  ModifyIndex: z.int(),
});

const ServerHealth = z.object({
  ID: z.string(),
  Name: z.string(),
  Address: z.string(),
  SerfStatus: z.string(),
  Version: z.string(),
  Leader: z.boolean(),
  Voter: z.boolean(),
  Healthy: z.boolean(),
  LastContact: z.string(),
  LastTerm: z.int(),
  LastIndex: z.int(),
  StableSince: z.string(),
});

/** Whether the servers are well, as `/v1/operator/autopilot/health` says. */
export const AutopilotHealth = z.object({
  Healthy: z.boolean(),
  FailureTolerance: z.int(),
  Servers: z.array(ServerHealth),
  Leader: z.string().optional(),
  Voters: z.array(z.string()).optional(),
});
export type AutopilotHealth = z.infer<typeof AutopilotHealth>;
