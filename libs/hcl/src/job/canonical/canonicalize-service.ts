import type { MutableObject } from '../../decode/decode-block.ts';
import { isJsonObject, type Json, type JsonObject } from '../../values/json.ts';
import { checkRestart } from '../schema/check.ts';
import { logs } from '../schema/storage.ts';
import { resources } from '../schema/resources.ts';
import { fillBlock, withDefaults } from './fill.ts';
import { SECOND_NS } from './policy-defaults.ts';

const SERVICE = {
  AddressMode: 'auto',
  OnUpdate: 'require_healthy',
  Provider: 'consul',
  Cluster: 'default',
};

/** @param name what the service is called when it has no name. */
export function canonicalizeService(service: JsonObject, name: string): JsonObject {
  const json = withDefaults(service, { ...SERVICE, Name: name });
  const checks = json['Checks'];
  if (Array.isArray(checks)) {
    json['Checks'] = checks.map((check) =>
      isJsonObject(check) ? canonicalizeCheck(check, json) : check,
    );
  }
  const connect = json['Connect'];
  if (isJsonObject(connect) && isJsonObject(connect['SidecarTask'])) {
    json['Connect'] = { ...connect, SidecarTask: canonicalizeSidecarTask(connect['SidecarTask']) };
  }
  return json;
}

/** A check takes over what the service says of restarts and updates, unless it says so itself. */
function canonicalizeCheck(check: JsonObject, service: JsonObject): JsonObject {
  const json = withDefaults(check, { OnUpdate: service['OnUpdate'] ?? '' });
  const own = json['CheckRestart'];
  const inherited = service['CheckRestart'];
  if (isJsonObject(own) || isJsonObject(inherited)) {
    json['CheckRestart'] = mergeCheckRestart(own ?? null, inherited ?? null);
  }
  return json;
}

function mergeCheckRestart(own: Json, inherited: Json): JsonObject {
  const first = isJsonObject(own) ? own : {};
  const second = isJsonObject(inherited) ? inherited : {};
  const merged: MutableObject = fillBlock(second, checkRestart);
  for (const [name, value] of Object.entries(first)) {
    if (value !== null && value !== 0 && value !== false) merged[name] = value;
  }
  return withDefaults(merged, { Grace: SECOND_NS });
}

function canonicalizeSidecarTask(task: JsonObject): JsonObject {
  return {
    ...task,
    Resources: canonicalizeResources(task['Resources'] ?? null),
    LogConfig: task['LogConfig'] ?? fillBlock({}, logs),
  };
}

/** A task that reserves cores needs no share of the others' MHz. */
export function canonicalizeResources(given: Json): JsonObject {
  const json = isJsonObject(given) ? { ...given } : fillBlock({}, resources);
  return withDefaults(json, { CPU: json['Cores'] === 0 ? 100 : 0 });
}
