import { z } from 'zod';

/** Milliseconds since the Unix epoch. Nomad's wire format uses nanoseconds; libs/api-contract converts. */
export const EpochMs = z.int().nonnegative();
export type EpochMs = number;

/** Position of an entry in the log, from 1: the JetStream stream sequence, and Nomad's index. 0 means none. */
export const Seq = z.int().nonnegative();
export type Seq = number;

export const DurationMs = z.number().nonnegative();

/** A name that a user gave: a non-empty text without NUL. `token` makes it safe in a subject. */
export const Name = z.string().min(1);

export const StringMap = z.record(z.string(), z.string());

/** Fields of the job file that no decision reads, in the wire's own shape, kept so that a job reads back as it was posted. */
export const Extra = z.record(z.string(), z.unknown());
