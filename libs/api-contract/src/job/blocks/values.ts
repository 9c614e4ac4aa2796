import { z } from 'zod';
import { msOfNs } from '../../wire/time.ts';

/** Readers of what a job keeps as it was posted: Go's zero values for what is null or absent. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
export const whole = z
  .int()
  .nullish()
  .transform((value) => value ?? 0);
export const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
export const textMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

export function textOr(otherwise: string) {
  return text.transform((value) => (value === '' ? otherwise : value));
}

/** Nanoseconds on the wire, milliseconds inside. */
export function durationMs(otherwiseMs = 0) {
  return z
    .number()
    .nullish()
    .transform((ns) => (ns === null || ns === undefined ? otherwiseMs : msOfNs(ns)));
}

export function listOf<T extends z.ZodType>(member: T) {
  return z
    .array(member)
    .nullish()
    .transform((value) => value ?? []);
}
