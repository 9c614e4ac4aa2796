/**
 * What an agent that is only a client may do at NATS: say what its node reports, read the log, ask services, and answer
 * them. It may not say what others decide, nor hear what services tell each other, root keys among it.
 *
 * All clients have one name, so these keep them from being servers, not from being each other.
 */
export const CLIENT_PERMISSIONS = {
  publish: [
    'ev.client.*',
    'live.heartbeat.*',
    'live.workload-identities',
    'live.node-identities',
    'live.service.template-data',
    'live.service.http-address',
    'live.service.moving-disk',
    'live.service.moving-disk.*',
    'live.exec-input.*',
    // Answers go to inboxes, whose names only those know who were asked.
    '_INBOX.>',
    '$JS.API.INFO',
    '$JS.API.STREAM.INFO.EVENTS',
    '$JS.API.STREAM.MSG.GET.EVENTS',
    '$JS.API.DIRECT.GET.EVENTS',
  ],
  subscribe: ['rp.node.*', 'live.agent.>', 'live.heartbeat-ttl', '_INBOX_AGENT.>'],
} as const;
