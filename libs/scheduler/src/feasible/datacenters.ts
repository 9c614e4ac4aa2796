import type { Job, Node } from '@steppe/domain';
import type { FeasibilityCheck } from './feasibility-check.ts';

/** Whether a node is in the job's datacenters, whose names may hold the wildcard `*`, and in its node pool. */
export function placeMatcher(job: Job): (node: Node) => boolean {
  const patterns = job.datacenters.map(matcherOf);
  const known = new Map<string, boolean>();
  const inDatacenters = (datacenter: string): boolean => {
    let matches = known.get(datacenter);
    if (matches === undefined) {
      matches = patterns.some((isMatch) => isMatch(datacenter));
      known.set(datacenter, matches);
    }
    return matches;
  };
  const anyPool = job.nodePool === 'all';
  return (node) => (anyPool || node.nodePool === job.nodePool) && inDatacenters(node.datacenter);
}

/** The same as a check, for the version of a job whose place is not the one that the nodes were chosen for. */
export function placeCheck(job: Job): FeasibilityCheck {
  const isInPlace = placeMatcher(job);
  return {
    sameForClass: true,
    reject: (node) => (isInPlace(node) ? undefined : 'datacenters and node pool'),
  };
}

/** Whether two versions of a job may use the same datacenters and node pool. */
export function isSamePlace(a: Job, b: Job): boolean {
  return (
    a.nodePool === b.nodePool &&
    a.datacenters.length === b.datacenters.length &&
    a.datacenters.every((datacenter, i) => datacenter === b.datacenters[i])
  );
}

/** Most patterns are names, or match every name: a regular expression would cost more to make than all the rest. */
function matcherOf(pattern: string): (datacenter: string) => boolean {
  if (pattern === '*') return () => true;
  if (!pattern.includes('*')) return (datacenter) => datacenter === pattern;
  const glob = globOf(pattern);
  return (datacenter) => glob.test(datacenter);
}

function globOf(pattern: string): RegExp {
  const escaped = pattern
    .split('*')
    .map((text) => text.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
}
