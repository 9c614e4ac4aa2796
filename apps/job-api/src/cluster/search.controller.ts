import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { SearchContext, SearchRequest, type SearchResponse } from '@steppe/api-contract';
import { type Permissions, type State, SteppeError } from '@steppe/domain';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';

/** As Nomad's: more than these are not shown, and the answer says so. */
const MATCHES_MAX = 20;

type Searchable = Exclude<SearchContext, 'all'>;

/** Who searches, and where. */
interface Asker {
  readonly permissions: Permissions;
  readonly inScope: (namespace: string) => boolean;
}

/** The IDs of each kind. */
const IDS: Readonly<Record<Searchable, (state: State, asker: Asker) => string[]>> = {
  jobs: ({ jobs }, { inScope }) =>
    [...jobs.values()]
      .map(({ current }) => current.job)
      .filter((job) => inScope(job.namespace))
      .map(({ id }) => id),
  allocs: ({ allocs }, { inScope }) =>
    [...allocs.values()]
      .filter(({ jobVersion }) => inScope(jobVersion.job.namespace))
      .map(({ id }) => id),
  evals: ({ evals }, { inScope }) =>
    [...evals.values()]
      .map(({ evaluation }) => evaluation)
      .filter((evaluation) => inScope(evaluation.namespace))
      .map(({ id }) => id),
  deployment: ({ deployments }, { inScope }) =>
    [...deployments.values()]
      .map(({ deployment }) => deployment)
      .filter((deployment) => inScope(deployment.namespace))
      .map(({ id }) => id),
  nodes: ({ nodes }, { permissions }) =>
    permissions.allowsArea('node', 'read') ? [...nodes.keys()] : [],
  namespaces: ({ namespaces }, { permissions }) =>
    [...namespaces.keys()].filter((name) => permissions.seesNamespace(name)),
};

@Controller('v1/search')
export class SearchController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  /** Finds what begins with a text, in one kind or in all. */
  @Post()
  @HttpCode(200)
  search(
    @Body() body: unknown,
    @Options() { inScope }: ReadOptions,
    @FromCaller() { permissions }: Caller,
  ): Answer {
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
      const found = idsOf(state, { permissions, inScope }).filter((id) =>
        id.startsWith(Prefix ?? ''),
      );
      answer.Matches[kind] = found.toSorted(compareText).slice(0, MATCHES_MAX);
      answer.Truncations[kind] = found.length > MATCHES_MAX;
    }
    return Answer.ofRead(answer, state.seq);
  }
}
