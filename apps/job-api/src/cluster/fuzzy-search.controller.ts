import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  FuzzySearchContext,
  FuzzySearchRequest,
  type FuzzySearchResponse,
} from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { Reads } from '../reads/reads.service.ts';
import { fuzzyMatches } from './fuzzy-matches.ts';

/** As Nomad's defaults. */
const TEXT_LENGTH_MIN = 2;
const MATCHES_MAX = 100;

@Controller('v1/search/fuzzy')
export class FuzzySearchController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  /** Finds names that contain a text, in one context or in all. */
  @Post()
  @HttpCode(200)
  search(
    @Body() body: unknown,
    @Options() { inScope }: ReadOptions,
    @FromCaller() { permissions }: Caller,
  ): Answer {
    const { Text, Context } = parseBody(body, FuzzySearchRequest);
    const text = Text ?? '';
    if (text.length < TEXT_LENGTH_MIN) {
      const message = `fuzzy search query must be at least ${TEXT_LENGTH_MIN} characters, got ${text.length}`;
      throw new SteppeError('REQUEST_INVALID', message);
    }
    const context = FuzzySearchContext.safeParse(Context ?? '');
    if (!context.success) {
      const known = FuzzySearchContext.options.filter((each) => each !== 'all').join(' ');
      throw new SteppeError(
        'REQUEST_INVALID',
        `context must be one of [${known}] or 'all' for all contexts; got ${JSON.stringify(Context ?? '')}`,
      );
    }
    const { state } = this.reads;
    const query = {
      text,
      context: context.data,
      asker: { permissions, inScope },
      limit: MATCHES_MAX,
    };
    const { matches, truncations } = fuzzyMatches(state, query);
    const answer: FuzzySearchResponse = {
      Matches: matches,
      Truncations: truncations,
      Index: state.seq,
      LastContact: 0,
      KnownLeader: true,
      NextToken: '',
    };
    return Answer.ofRead(answer, state.seq);
  }
}
