import type { AppendRequest, EventLog } from '@steppe/event-log';
import type { Appending } from '@steppe/simulator';

/** A bug that gets between every process and the log, to show that the simulator sees it. */
export interface PlantedBug {
  readonly name: string;
  /** As a person would describe the faulty code. */
  readonly description: string;
  readonly append: Appending;
}

type Change = (request: AppendRequest, log: EventLog) => AppendRequest | Promise<AppendRequest>;

const planted = (name: string, description: string, change: Change): PlantedBug => ({
  name,
  description,
  append: async (request, log) => await log.append(await change(request, log)),
});

const isBy = ({ commit }: AppendRequest, service: string): boolean =>
  commit.actor.startsWith(service);
const isOn = ({ subject }: AppendRequest, kind: string): boolean => subject.startsWith(`${kind}.`);
const blindly = ({ subject, commit }: AppendRequest): AppendRequest => ({ subject, commit });

export const plantedBugs: readonly PlantedBug[] = [
  planted('blind-placement', 'a worker places without compare-and-set', (request) =>
    isOn(request, 'node') && isBy(request, 'worker') ? blindly(request) : request,
  ),
  planted('blind-outcome', 'a worker ends an evaluation without compare-and-set', (request) =>
    isOn(request, 'eval') && isBy(request, 'worker') ? blindly(request) : request,
  ),
];
