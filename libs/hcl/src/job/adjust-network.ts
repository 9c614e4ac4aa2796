import type { Adjust } from '../decode/decode-block.ts';
import { isJsonObject, type Json } from '../values/json.ts';

/** Ports with a number of their own are reserved, the others are chosen when the job is placed. */
export const adjustNetwork: Adjust = (json) => {
  const ports = [...items(json['ReservedPorts']), ...items(json['DynamicPorts'])];
  const reserved = ports.filter(isStatic);
  const dynamic = ports.filter((port) => !isStatic(port));
  json['ReservedPorts'] = reserved.length > 0 ? reserved : null;
  json['DynamicPorts'] = dynamic.length > 0 ? dynamic : null;
};

function items(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : [];
}

function isStatic(port: Json): boolean {
  return isJsonObject(port) && typeof port['Value'] === 'number' && port['Value'] > 0;
}
