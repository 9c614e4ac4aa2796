import { Body, Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { JobVersionTagRequest, type JobVersionTagResponse, nsOfMs } from '@steppe/api-contract';
import {
  type DomainEvent,
  jobKey,
  type JobVersion,
  type Seq,
  SteppeError,
  subjects,
} from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { LogWriter } from '../writes/log-writer.ts';
import type { JobName } from './job-writer.ts';

/** Names of versions, which keep them from being forgotten. */
@Controller('v1/job/:jobId/versions/:name/tag')
export class JobTagsController {
  constructor(@Inject(LogWriter) private readonly log: LogWriter) {}

  @Post()
  @HttpCode(200)
  async tag(
    @Param('jobId') jobId: string,
    @Param('name') name: string,
    @Body() body: unknown,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const request = parseBody(body, JobVersionTagRequest);
    const version = request.Version ?? 0;
    const description = request.Description ?? '';
    const seq = await this.#write({ namespace, jobId }, (versions) => {
      const other = versions.find(({ tag }) => tag?.name === name);
      if (other && other.version !== version) {
        throw new SteppeError(
          'REQUEST_INVALID',
          `tag "${name}" already exists on a different version of job "${jobId}": ${other.version}`,
        );
      }
      if (!versions.some((kept) => kept.version === version)) {
        throw new SteppeError('JOB_NOT_FOUND', `job "${jobId}" version ${version} not found`);
      }
      return {
        type: 'JobVersionTagged',
        v: 1,
        namespace,
        jobId,
        version,
        name,
        description,
      };
    });
    const tagged = this.#versions({ namespace, jobId }).find((kept) => kept.version === version);
    return answerOf(seq, {
      Name: name,
      Description: description,
      TaggedTime: nsOfMs(tagged?.tag?.taggedAtMs ?? 0),
    });
  }

  @Delete()
  async untag(
    @Param('jobId') jobId: string,
    @Param('name') name: string,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const seq = await this.#write({ namespace, jobId }, (versions) => {
      const tagged = versions.find(({ tag }) => tag?.name === name);
      if (!tagged) {
        throw new SteppeError('JOB_NOT_FOUND', `tag "${name}" not found on job "${jobId}"`);
      }
      return { type: 'JobVersionUntagged', v: 1, namespace, jobId, version: tagged.version };
    });
    return answerOf(seq, { Name: '', Description: '', TaggedTime: 0 });
  }

  #versions({ namespace, jobId }: JobName): readonly JobVersion[] {
    return this.log.state.jobs.get(jobKey(namespace, jobId))?.versions ?? [];
  }

  #write(name: JobName, decide: (versions: readonly JobVersion[]) => DomainEvent): Promise<Seq> {
    return this.log.write({
      subject: subjects.job(name.namespace, name.jobId),
      lastSeq: ({ jobSubjectSeq }) => jobSubjectSeq.get(jobKey(name.namespace, name.jobId)) ?? 0,
      decide: () => [decide(this.#versions(name))],
    });
  }
}

function answerOf(
  seq: Seq,
  tag: Pick<JobVersionTagResponse, 'Name' | 'Description' | 'TaggedTime'>,
): Answer {
  const body: JobVersionTagResponse = {
    ...tag,
    Index: seq,
    LastContact: 0,
    KnownLeader: false,
    NextToken: '',
  };
  return Answer.ofWrite(body, seq);
}
