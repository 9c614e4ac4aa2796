import type { WireDeployment } from '@steppe/api-contract';
import { keyValues, table } from '../layout/table.ts';
import { shortId } from '../layout/quantity.ts';
import { formatTime } from '../layout/time.ts';
import { titled } from '../layout/titled.ts';
import type { ViewOptions } from './view-options.ts';

type DeploymentOptions = Pick<ViewOptions, 'verbose' | 'bold'>;

/** A deployment's status and how far its groups are. */
export function deploymentBlock(deployment: WireDeployment, options: DeploymentOptions): string {
  return [
    keyValues([
      ['ID', shortId(deployment.ID, options)],
      ['Job ID', deployment.JobID],
      ['Job Version', String(deployment.JobVersion)],
      ['Status', deployment.Status],
      ['Description', deployment.StatusDescription],
    ]),
    '',
    titled('Deployed', groupProgress(deployment), options),
  ].join('\n');
}

/** The part of a job's status that shows its latest deployment. */
export function latestDeployment(deployment: WireDeployment, options: DeploymentOptions): string {
  return [
    options.bold('Latest Deployment'),
    keyValues([
      ['ID', shortId(deployment.ID, options)],
      ['Status', deployment.Status],
      ['Description', deployment.StatusDescription],
    ]),
    '',
    titled('Deployed', groupProgress(deployment), options),
  ].join('\n');
}

function groupProgress({ TaskGroups }: WireDeployment): string {
  const groups = Object.entries(TaskGroups).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const has = {
    autoRevert: groups.some(([, group]) => group.AutoRevert),
    canaries: groups.some(([, group]) => group.DesiredCanaries > 0),
  };
  const header = [
    'Task Group',
    ...(has.autoRevert ? ['Auto Revert'] : []),
    ...(has.canaries ? ['Promoted'] : []),
    'Desired',
    ...(has.canaries ? ['Canaries'] : []),
    'Placed',
    'Healthy',
    'Unhealthy',
    'Progress Deadline',
  ];
  const rows = groups.map(([name, group]) => [
    name,
    ...(has.autoRevert ? [String(group.AutoRevert)] : []),
    ...(has.canaries ? [group.DesiredCanaries > 0 ? String(group.Promoted) : 'N/A'] : []),
    String(group.DesiredTotal),
    ...(has.canaries ? [String(group.DesiredCanaries)] : []),
    String(group.PlacedAllocs),
    String(group.HealthyAllocs),
    String(group.UnhealthyAllocs),
    deadline(group.RequireProgressBy),
  ]);
  return table([header, ...rows]);
}

/** Go's zero time stands for none. */
function deadline(timestamp: string | null): string {
  return timestamp === null || timestamp.startsWith('0001-')
    ? 'N/A'
    : formatTime(Date.parse(timestamp));
}
