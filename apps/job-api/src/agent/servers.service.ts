import { Inject, Injectable } from '@nestjs/common';
import type { EventStore, Served, Timers } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';
import type { AgentInfo } from '../ports.ts';
import { Reads } from '../reads/reads.service.ts';
import { AGENT, TIMERS } from '../tokens.ts';
import { type Announcement, SERVERS_SUBJECT, ServersMessage } from './announcement.ts';
import { rpcAddressOf, serfPortOf } from './member.ts';
import { type KnownServer, Roster } from './roster.ts';

const ANNOUNCE_EVERY_MS = 2_000;
/** As Nomad's autopilot has it by default. */
export const TRAILING_ENTRIES_MAX = 250;

/** The servers of this cluster. They tell each other that they are there, so that whoever is asked knows all. */
@Injectable()
export class Servers {
  readonly #roster = new Roster();
  #isHealthy = true;

  constructor(
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TIMERS) private readonly timers: Timers,
  ) {}

  /** Tells others of this server, and hears of them, until it is stopped; others are told of that, too. */
  announce(): Served {
    const { live } = this.store;
    let cancel: (() => void) | undefined;
    const tell = (): void => {
      const present = this.#self();
      this.#roster.hear(present, this.timers.nowMs());
      live.publish(SERVERS_SUBJECT, { present } satisfies ServersMessage);
    };
    const subscribed = live.subscribe(SERVERS_SUBJECT, ({ payload }) => {
      const message = ServersMessage.safeParse(payload).data;
      if (message === undefined) return; // Of a later release.
      if ('gone' in message) this.#roster.forget(message.gone);
      else if (message.present.id !== this.agent.name) {
        // A newcomer need not wait for its turn to know this server.
        if (this.#roster.hear(message.present, this.timers.nowMs())) tell();
      }
    });
    const again = (): void => {
      tell();
      void this.#measure();
      cancel = this.timers.after(ANNOUNCE_EVERY_MS, again);
    };
    again();
    return {
      stop: async () => {
        cancel?.();
        await subscribed.stop();
        live.publish(SERVERS_SUBJECT, { gone: this.agent.name } satisfies ServersMessage);
      },
    };
  }

  /** All that are known, this one among them. */
  all(): KnownServer[] {
    const nowMs = this.timers.nowMs();
    this.#roster.hear(this.#self(), nowMs);
    return this.#roster.servers(nowMs);
  }

  /**
   * Undefined while none leads. A server that knows of no other is asked for the one log, and leads. Of two, the one that
   * was heard last has taken over from the other.
   */
  leader(): KnownServer | undefined {
    const servers = this.all();
    if (servers.length === 1) return servers[0];
    const leading = servers.filter(({ leads }) => leads);
    return leading.toSorted((a, b) => a.silentForMs - b.silentForMs)[0];
  }

  /** Forgets a server that will not come back, here and at the others. */
  forget(id: string): void {
    this.#roster.forget(id);
    this.store.live.publish(SERVERS_SUBJECT, { gone: id } satisfies ServersMessage);
  }

  #self(): Announcement {
    const { name, region, datacenter, version, steppeVersion, expectedServers, isLeading } =
      this.agent;
    return {
      id: name,
      region,
      datacenter,
      version,
      steppeVersion: steppeVersion ?? '',
      rpcAddress: rpcAddressOf(this.agent),
      serfPort: serfPortOf(this.agent),
      expectedServers: expectedServers ?? 1,
      leads: isLeading?.() ?? true,
      appliedSeq: this.reads.state.seq,
      isHealthy: this.#isHealthy,
    };
  }

  /** A server is well as long as its view of the log keeps up; one that cannot reach the log is not. */
  async #measure(): Promise<void> {
    try {
      const lag = (await this.store.log.lastSeq()) - this.reads.state.seq;
      this.#isHealthy = lag <= TRAILING_ENTRIES_MAX;
    } catch {
      this.#isHealthy = false;
    }
  }
}
