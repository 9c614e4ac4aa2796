import { z } from 'zod';

const LEVEL_NAMES = new Map([
  [10, 'TRACE'],
  [20, 'DEBUG'],
  [30, 'INFO'],
  [40, 'WARN'],
  [50, 'ERROR'],
  [60, 'ERROR'],
]);

const Line = z.looseObject({
  level: z.number(),
  time: z.string(),
  name: z.string().default(''),
  service: z.string().optional(),
  msg: z.string().default(''),
});

/** A line of the log as people read it: `2026-11-22T18:14:45.241Z [INFO]  job-api: listening: port=4646`. */
export function plainLine(json: string): string {
  const { level, time, name, service, msg, pid: _pid, ...rest } = Line.parse(JSON.parse(json));
  const tag = `[${LEVEL_NAMES.get(level) ?? level}]`.padEnd('[ERROR]'.length);
  const values = Object.entries(rest).map(([key, value]) => ` ${key}=${textOf(value)}`);
  return `${time} ${tag} ${service ?? name}: ${msg}${values.length > 0 ? ':' : ''}${values.join('')}\n`;
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
