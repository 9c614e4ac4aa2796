import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { SearchContext, SearchRequest, type SearchResponse } from '@steppe/api-contract';
import { type State, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { matchesNamespace } from '../reads/ids.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';

/** As Nomad's: more than these are not shown, and the answer says so. */
const MATCHES_MAX = 20;

type Searchable = Exclude<SearchContext, 'all'>;

/** The IDs of each kind. */
const IDS: Readonly<Record<Searchable, (state: State, namespace: string) => string[]>> = {
  jobs: ({ jobs }, namespace) =>
    [...jobs.values()]
      .map(({ current }) => current.job)
      .filter((job) => matchesNamespace(namespace, job.namespace))
      .map(({ id }) => id),
  allocs: ({ allocs }, namespace) =>
    [...allocs.values()]
      .filter(({ jobVersion }) => matchesNamespace(namespace, jobVersion.job.namespace))
      .map(({ id }) => id),
  evals: ({ evals }, namespace) =>
    [...evals.values()]
      .map(({ evaluation }) => evaluation)
      .filter((evaluation) => matchesNamespace(namespace, evaluation.namespace))
      .map(({ id }) => id),
  deployment: ({ deployments }, namespace) =>
    [...deployments.values()]
      .map(({ deployment }) => deployment)
      .filter((deployment) => matchesNamespace(namespace, deployment.namespace))
      .map(({ id }) => id),
  nodes: ({ nodes }) => [...nodes.keys()],
  namespaces: ({ namespaces }) => [...namespaces.keys()],
};

@Controller('v1/search')
export class SearchController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  /** Finds what begins with a text, in one kind or in all. */
  @Post()
  @HttpCode(200)
  search(@Body() body: unknown, @Options() { namespace }: ReadOptions): Answer {
    const { Prefix = '', Context } = parseBody(body, SearchRequest);
    const context = SearchContext.safeParse(Context || 'all');
    if (!context.success) {
      const known = SearchContext.options.join(', ');
      throw new SteppeError(
        'REQUEST_INVALID',
        `invalid search context "${Context}": it must be one of ${known}`,
      );
    }
    const { state } = this.reads;
    const answer: SearchResponse = {
      Matches: {},
      Truncations: {},
      Index: state.seq,
      LastContact: 0,
      KnownLeader: true,
      NextToken: '',
    };
    for (const [kind, idsOf] of Object.entries(IDS)) {
      if (context.data !== 'all' && context.data !== kind) continue;
      const found = idsOf(state, namespace).filter((id) => id.startsWith(Prefix ?? ''));
      answer.Matches[kind] = found.toSorted(compareText).slice(0, MATCHES_MAX);
      answer.Truncations[kind] = found.length > MATCHES_MAX;
    }
    return Answer.ofRead(answer, state.seq);
  }
}
