import { z } from 'zod';

/** The live subject on which servers answer what templates of tasks ask. */
export const TEMPLATE_DATA_SUBJECT = 'service.template-data';

/** A server that has nothing new to tell answers after so long. */
export const TEMPLATE_DATA_WAIT_MS = 20_000;

export const TemplateDataQuery = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('variable'), namespace: z.string(), path: z.string() }),
  z.object({ kind: z.literal('variables'), namespace: z.string(), prefix: z.string() }),
  z.object({ kind: z.literal('service'), namespace: z.string(), name: z.string() }),
  z.object({ kind: z.literal('services'), namespace: z.string() }),
]);
export type TemplateDataQuery = z.infer<typeof TemplateDataQuery>;

export const TemplateDataRequest = z.object({
  query: TemplateDataQuery,
  /** Whose rights decide. */
  asker: z.object({ allocId: z.string(), task: z.string() }),
  /** The digest of the answer that the asker has: the server waits until there is another. */
  known: z.string().optional(),
});
export type TemplateDataRequest = z.infer<typeof TemplateDataRequest>;

const Metadata = {
  path: z.string(),
  namespace: z.string(),
  createIndex: z.int(),
  modifyIndex: z.int(),
};
const Variable = z.object({ ...Metadata, items: z.record(z.string(), z.string()) });
const Instance = z.object({
  id: z.string(),
  name: z.string(),
  namespace: z.string(),
  nodeId: z.string(),
  datacenter: z.string(),
  allocId: z.string(),
  jobId: z.string(),
  tags: z.array(z.string()),
  address: z.string(),
  port: z.int(),
});

export const TemplateDataAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('variable'), variable: Variable.optional() }),
  z.object({ kind: z.literal('variables'), variables: z.array(z.object(Metadata)) }),
  z.object({ kind: z.literal('service'), instances: z.array(Instance) }),
  z.object({
    kind: z.literal('services'),
    services: z.array(z.object({ name: z.string(), tags: z.array(z.string()) })),
  }),
]);
export type TemplateDataAnswer = z.infer<typeof TemplateDataAnswer>;

export const TemplateDataReply = z.object({ digest: z.string(), answer: TemplateDataAnswer });
export type TemplateDataReply = z.infer<typeof TemplateDataReply>;
