/** A status that is other than Nomad's on purpose. */
export interface DeliberateStatus {
  readonly path: RegExp;
  /** Undefined: whatever it answers, or where nobody recorded that. */
  readonly nomad?: number;
  readonly steppe: readonly number[];
  readonly why: string;
}

/** The first that matches counts. */
export const DELIBERATE_STATUSES: readonly DeliberateStatus[] = [
  {
    path: /^\/ui\//,
    steppe: [404],
    why: 'there is no web UI: a page says so, and what shows the same',
  },
  {
    path: /^\/v1\/client\/fs\/(cat|readat)\//,
    nomad: 200,
    steppe: [400, 404],
    why: "a fault is a 400 or 404; as Nomad's 200 it is taken for what the file holds",
  },
  {
    path: /^(\/debug\/pprof|\/v1\/(agent\/(keyring\/|pprof|servers)|client\/allocation\/[^/]+\/snapshot))/,
    steppe: [501],
    why: 'there is no such thing here, and the answer says what to do instead',
  },
  {
    path: /./,
    nomad: 500,
    steppe: [400, 404],
    why: "what the caller got wrong is a 400 or 404; Nomad's 500 makes clients try again in vain",
  },
];

/** Why a route is not there. */
export const MISSING_ROUTES: readonly { readonly path: RegExp; readonly why: string }[] = [
  {
    path: /^\/v1\/volume\/host\//,
    why: 'volumes of a node are named in its configuration, `client { host_volume }`; none is made while it runs',
  },
  { path: /\/(pause|unblock)(\/|$)/, why: "what Nomad's paid edition does there is not here" },
];
