import { z } from 'zod';

/** What the CLI reads and writes of a way to log in. Its configuration goes through as it is. */
export const AuthMethod = z.looseObject({
  Name: z.string(),
  Type: z.string(),
  TokenLocality: z.string(),
  MaxTokenTTL: z.string(),
  TokenNameFormat: z.string().default(''),
  Default: z.boolean(),
  Config: z.record(z.string(), z.unknown()).nullish(),
  CreateIndex: z.int(),
  ModifyIndex: z.int(),
});
export type AuthMethod = z.infer<typeof AuthMethod>;

export const AuthMethodStub = z.looseObject({
  Name: z.string(),
  Type: z.string(),
  Default: z.boolean(),
});
export type AuthMethodStub = z.infer<typeof AuthMethodStub>;

export const BindingRule = z.looseObject({
  ID: z.string(),
  Description: z.string(),
  AuthMethod: z.string(),
  Selector: z.string(),
  BindType: z.string(),
  BindName: z.string(),
  CreateTime: z.string(),
  ModifyTime: z.string(),
  CreateIndex: z.int(),
  ModifyIndex: z.int(),
});
export type BindingRule = z.infer<typeof BindingRule>;

export const BindingRuleStub = z.looseObject({
  ID: z.string(),
  Description: z.string(),
  AuthMethod: z.string(),
});
export type BindingRuleStub = z.infer<typeof BindingRuleStub>;
