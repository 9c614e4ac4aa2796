import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  schedulerConfigurationFromWire,
  SchedulerConfigurationRequest,
  type SchedulerConfigurationResponse,
  schedulerConfigurationToWire,
  type SchedulerConfigurationUpdate,
} from '@steppe/api-contract';
import { canonicalJson, subjects, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { parseWhole } from '../http/go-values.ts';
import { QueryString } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { LogWriter } from '../writes/log-writer.ts';

/** What operators switch of the scheduler while the cluster runs. */
@Controller('v1/operator/scheduler/configuration')
export class SchedulerConfigurationController {
  constructor(@Inject(LogWriter) private readonly writer: LogWriter) {}

  @Get()
  read(): Answer {
    const SchedulerConfig = schedulerConfigurationToWire(this.writer.state.schedulerConfiguration);
    const body: SchedulerConfigurationResponse = {
      SchedulerConfig,
      Index: SchedulerConfig.ModifyIndex,
      LastContact: 0,
      KnownLeader: true,
      NextToken: '',
    };
    return Answer.ofRead(body, body.Index);
  }

  /** With `?cas=`, only if the configuration has not changed since that index. */
  @Post()
  @HttpCode(200)
  async change(@Body() body: unknown, @Query() query: unknown): Promise<Answer> {
    const cas = casOf(new QueryString(query).text('cas'));
    const configuration = schedulerConfigurationFromWire(parsedBody(body));
    let updated = true;
    const seq = await this.writer.write({
      subject: subjects.config('scheduler'),
      lastSeq: (state) => state.schedulerConfiguration.modifySeq,
      decide: ({ schedulerConfiguration: before }) => {
        updated = cas === undefined || cas === schedulerConfigurationToWire(before).ModifyIndex;
        const isSame = canonicalJson(before.configuration) === canonicalJson(configuration);
        return updated && !isSame
          ? [{ type: 'SchedulerConfigurationChanged', v: 1, configuration }]
          : [];
      },
    });
    const answer: SchedulerConfigurationUpdate = { Updated: updated, Index: seq };
    return Answer.ofWrite(answer, seq);
  }
}

function casOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const cas = parseWhole(text);
  if (cas === undefined) {
    throw new SteppeError('REQUEST_INVALID', `Error parsing cas value: ${JSON.stringify(text)}`);
  }
  return cas;
}

function parsedBody(body: unknown): SchedulerConfigurationRequest {
  try {
    return parseBody(body, SchedulerConfigurationRequest);
  } catch (error) {
    if (!(error instanceof SteppeError)) throw error;
    throw new SteppeError(error.code, `Error parsing scheduler config: ${error.message}`, {
      cause: error,
    });
  }
}
