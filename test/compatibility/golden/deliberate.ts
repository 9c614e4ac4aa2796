/** An answer that is other than Nomad's on purpose. */
export interface DeliberateExchange {
  /** Of its number and request, e.g. `20.16 GET /v1/allocation/notauuid`. */
  readonly exchange: RegExp;
  /** Each difference that was found must be one of these. */
  readonly found: RegExp;
  readonly why: string;
}

/** The first that matches counts. */
export const DELIBERATE: readonly DeliberateExchange[] = [
  {
    exchange: /^02\.\d+ GET \/v1\/agent\/self/,
    found: /^\.(config|member|stats)\b.* is (missing|too much|(number|string|bool), not null)$/,
    why: 'settings that nothing acts on are left out, defaults are shown where Nomad has null, and the counters are our own',
  },
  {
    exchange: /^02\.09 GET \/v1\/agent\/servers/,
    found: /^status 200, not 501/,
    why: 'a server knows the servers as well as a client does',
  },
  {
    exchange: / GET \/ui\//,
    found: /^status 404, not 200/,
    why: 'there is no web UI: a page says so, and what shows the same',
  },
  {
    exchange: /./,
    found:
      /^(type text\/plain; charset=utf-8, not none|says "there is no .*, not "(resource not found|Invalid method)")/,
    why: 'whoever asks for what is not there is told where to look what there is',
  },
  {
    exchange: /^11\.\d+ POST \/v1\/jobs\/parse/,
    found: /^says "Failed to parse job: Error: .* on input\.hcl:\d+,\d+/,
    why: 'a fault of a job file is shown at its place, with what would be right',
  },
  {
    exchange: /^1[12]\.\d+ POST /,
    found: /^says "(invalid JSON in the request body|Job\.TaskGroups: expected a list)/,
    why: 'what is wrong with a body is said in terms of JSON, not of Go',
  },
  {
    exchange: /^13\.\d+ GET \/v1\/jobs\?filter=/,
    found: /^says "failed to read /,
    why: 'a fault of a filter says what may stand there, and which fields there are',
  },
  {
    exchange: / GET \/v1\/client\/fs\/stream\//,
    found: /^a header x-(content-type-options|xss-protection)$/,
    why: 'no browser may take what a task wrote for a page, as with other reads of files',
  },
  {
    exchange: /^33\.\d+ GET \/v1\/event\/stream/,
    found:
      /^\.Events\[\]\.Payload\.(Allocation\.Metrics\.\w+ is null, not a (map|list)|Deployment\.TaskGroups\{\}\.RequireProgressBy is null, not string|(Job|NodePool)\.\w+ is missing|Service is too much)$/,
    why: 'of what is gone its name is told; a deployment is told of before the placements that start its deadline; placement metrics are worked out when an allocation is read alone; services are told of too',
  },
  {
    exchange: / GET \/v1\/client\/fs\/(cat|readat)\//,
    found: /^status 400, not 200/,
    why: "a fault is a 400 or 404; as Nomad's 200 it is taken for what the file holds",
  },
  {
    exchange: /^22\.12 GET \/v1\/node\/.*\/allocations/,
    found: /^\[\]\.Metrics\.\w+ is null, not a (map|list)$/,
    why: 'the metrics of a placement are worked out when an allocation is read alone',
  },
  {
    exchange: /^31\.12 GET \/v1\/operator\/raft\/peer/,
    found: /^status 405, not 404/,
    why: 'the path is there, and the method is wrong',
  },
  {
    exchange: /^31\.(15 GET \/v1\/agent\/host|17 GET \/v1\/agent\/pprof)/,
    found: /^status (200|501), not 403/,
    why: 'nothing secret is told, so that it need not be switched on first; there are no profiles of Go',
  },
  {
    exchange: /^37\.01 GET .*\/exec/,
    found: /^says .*"result":\{"exit_code":3\}/,
    why: 'the end of a command is told when it ends, whether or not its input was closed',
  },
  {
    exchange: /^37\.04 GET .*\/exec/,
    found: /^says .*was not found on the task's PATH/,
    why: 'a command that cannot run is explained without the words of Go',
  },
  {
    exchange: /./,
    found: /^status (400|404|409), not 500:/,
    why: "what the caller got wrong is a 400, 404 or 409; Nomad's 500 makes clients try again in vain",
  },
];
