import { type Adjust, type DecodedBlock, type MutableObject } from '../decode/decode-block.ts';
import { decodeAttribute } from '../decode/attribute.ts';
import { CONSTRAINT_SHORTHANDS } from './schema/placement.ts';

const WHOLE = { pointsAtWholeValue: true } as const;

/** Writes the shorthands of a constraint or affinity as operator and value. */
export const adjustPlacement: Adjust = (json, decoded) => {
  for (const name of CONSTRAINT_SHORTHANDS) applyShorthand(json, decoded, name);
};

function applyShorthand(json: MutableObject, { content, env }: DecodedBlock, name: string): void {
  const attribute = content.attributes.get(name);
  if (attribute === undefined) return;
  // Both keys are taken for compatibility, but have never had an effect.
  if (name === 'is_set' || name === 'is_not_set') return;
  if (name === 'distinct_hosts') {
    if (decodeAttribute(attribute, 'bool', env, WHOLE) === true) json['Operand'] = name;
    return;
  }
  const value = decodeAttribute(attribute, 'text', env, WHOLE);
  if (value === undefined || value === null) return;
  json['Operand'] = name;
  json[name === 'distinct_property' ? 'LTarget' : 'RTarget'] = value;
}
