import type { MutableObject } from '../../decode/decode-block.ts';
import { isJsonObject, type Json, type JsonObject } from '../../values/json.ts';
import { job as jobSchema } from '../schema/job.ts';
import { ephemeralDisk, logs } from '../schema/storage.ts';
import { canonicalizeResources, canonicalizeService } from './canonicalize-service.ts';
import { fillBlock, withDefaults } from './fill.ts';
import {
  defaultsOfType,
  type Fields,
  MIGRATE,
  RESCHEDULE_NEVER,
  type TypeDefaults,
  UPDATE,
} from './policy-defaults.ts';

/**
 * A job in which everything that it leaves open has its default, as the server keeps it.
 * What a job's type does not know is null. Works on any JSON of a job; applying it twice changes nothing.
 */
export function canonicalizeJob(given: unknown): JsonObject {
  const json = fillBlock(isJsonObject(given) ? given : {}, jobSchema);
  const id = textOr(json['ID'], textOr(json['Name'], ''));
  const defaults = defaultsOfType(json['Type'] ?? null);
  const job = withDefaults(json, { ID: id, Name: id });
  job['Update'] = policy(job['Update'], UPDATE, defaults.update);
  const groups = objects(job['TaskGroups']);
  job['TaskGroups'] = groups && groups.map((group) => canonicalizeGroup(group, job, defaults));
  return job;
}

function canonicalizeGroup(given: JsonObject, job: JsonObject, defaults: TypeDefaults): JsonObject {
  const group: MutableObject = { ...given };
  const name = textOr(group['Name'], '');
  const scaling = group['Scaling'];
  const minimum = isJsonObject(scaling) ? (scaling['Min'] ?? null) : null;
  group['Count'] ??= minimum ?? 1;
  if (isJsonObject(scaling))
    group['Scaling'] = withDefaults(scaling, { Enabled: true, Min: group['Count'] });
  group['EphemeralDisk'] ??= fillBlock({}, ephemeralDisk);
  group['Update'] = inherit(job['Update'], group['Update'], UPDATE, null);
  group['Migrate'] = inherit(job['Migrate'], group['Migrate'], MIGRATE, defaults.migrate);
  group['ReschedulePolicy'] = inherit(
    job['Reschedule'],
    group['ReschedulePolicy'],
    defaults.reschedule ?? RESCHEDULE_NEVER,
    defaults.reschedule,
  );
  group['RestartPolicy'] = policy(group['RestartPolicy'], defaults.restart, defaults.restart);
  const base = `${textOr(job['Name'], '')}-${name}`;
  const services = objects(group['Services']);
  group['Services'] = services && services.map((service) => canonicalizeService(service, base));
  const tasks = objects(group['Tasks']);
  group['Tasks'] = tasks && tasks.map((task) => canonicalizeTask(task, group, base));
  return group;
}

function canonicalizeTask(given: JsonObject, group: JsonObject, base: string): JsonObject {
  const task: MutableObject = { ...given };
  task['Resources'] = canonicalizeResources(task['Resources'] ?? null);
  task['LogConfig'] ??= fillBlock({}, logs);
  task['RestartPolicy'] = overlay(group['RestartPolicy'], task['RestartPolicy']);
  const name = `${base}-${textOr(task['Name'], '')}`;
  const services = objects(task['Services']);
  task['Services'] = services && services.map((service) => canonicalizeService(service, name));
  const artifacts = objects(task['Artifacts']);
  task['Artifacts'] = artifacts && artifacts.map(withDestination);
  const templates = objects(task['Templates']);
  task['Templates'] = templates && templates.map(withSignal);
  if (task['CSIPluginConfig'] === null) delete task['CSIPluginConfig'];
  return task;
}

/** A file lands under its own name, everything else in the directory. */
function withDestination(artifact: JsonObject): JsonObject {
  const source = textOr(artifact['GetterSource'], '').replace(/[?#].*$/, '');
  const file = source.slice(source.lastIndexOf('/') + 1);
  const destination =
    artifact['GetterMode'] !== 'file' ? 'local/' : file === '' ? 'local' : `local/${file}`;
  return withDefaults(artifact, { RelativeDest: destination });
}

function withSignal(template: JsonObject): JsonObject {
  const otherwise = template['ChangeMode'] === 'signal' ? 'SIGHUP' : '';
  return { ...template, ChangeSignal: textOr(template['ChangeSignal'], otherwise).toUpperCase() };
}

/** A policy with its gaps filled, or what the job's type has when there is none. */
function policy(given: Json | undefined, fields: Fields, otherwise: Fields | null): Json {
  return isJsonObject(given) ? withDefaults(given, fields) : otherwise;
}

/** The group's policy over the job's, with its gaps filled. */
function inherit(
  job: Json | undefined,
  group: Json | undefined,
  fields: Fields,
  otherwise: Fields | null,
): Json {
  return isJsonObject(job) || isJsonObject(group)
    ? withDefaults(overlay(job, group), fields)
    : otherwise;
}

function overlay(under: Json | undefined, over: Json | undefined): MutableObject {
  const result: MutableObject = isJsonObject(under) ? { ...under } : {};
  for (const [name, value] of Object.entries(isJsonObject(over) ? over : {})) {
    if (value !== null) result[name] = value;
  }
  return result;
}

function objects(json: Json | undefined): JsonObject[] | null {
  return Array.isArray(json) ? json.filter(isJsonObject) : null;
}

function textOr(json: Json | undefined, fallback: string): string {
  return typeof json === 'string' && json !== '' ? json : fallback;
}
