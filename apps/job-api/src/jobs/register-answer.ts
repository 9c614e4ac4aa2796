import type { JobRegisterResponse } from '@steppe/api-contract';
import { Answer } from '../http/answer.ts';
import type { JobWrite } from './job-writer.ts';

/** The answer to a registration, and to an evaluation that was asked for. */
export function registered(
  { evalId, seq }: JobWrite,
  { jobIndex, warnings }: { jobIndex: number; warnings: string },
): Answer {
  const body: JobRegisterResponse = {
    EvalID: evalId,
    EvalCreateIndex: evalId === '' ? 0 : seq,
    JobModifyIndex: jobIndex,
    Warnings: warnings,
    Index: seq,
    LastContact: 0,
    KnownLeader: false,
    NextToken: '',
  };
  return Answer.ofWrite(body, seq);
}
