import type { Adjust } from '../decode/decode-block.ts';
import { isJsonObject, type Json } from '../values/json.ts';

const VERTICAL: Readonly<Record<string, string>> = { cpu: 'vertical_cpu', mem: 'vertical_mem' };

/** A task's scaling policy says by its label what it scales. */
export const adjustTaskScaling: Adjust = (json, { block, env }) => {
  const [label] = block.labels;
  delete json['Label'];
  if (label === undefined) return;
  const type = VERTICAL[label.text];
  if (type === undefined) {
    env.diagnostics.error({
      summary: 'Invalid scaling policy name',
      detail: `A task can scale "cpu" or "mem", but not "${label.text}".`,
      subject: label.span,
    });
  }
  json['Type'] = type ?? '';
};

/** The identity without a name, or named "default", is the task's own; the others are a list. */
export const adjustTask: Adjust = (json) => {
  const identities = json['Identities'];
  if (!Array.isArray(identities)) return;
  const others = identities.filter((identity) => !isDefault(identity));
  json['Identity'] = identities.findLast(isDefault) ?? null;
  json['Identities'] = others.length > 0 ? others : null;
};

function isDefault(identity: Json): boolean {
  return isJsonObject(identity) && (identity['Name'] === '' || identity['Name'] === 'default');
}

export const adjustPeriodic: Adjust = (json) => {
  if (json['Spec'] !== null || json['Specs'] !== null) json['SpecType'] = 'cron';
};

/** Without set-up, a plug-in's block is not in the JSON at all. */
export const omitUnsetPlugin: Adjust = (json) => {
  if (json['CSIPluginConfig'] === null) delete json['CSIPluginConfig'];
};
