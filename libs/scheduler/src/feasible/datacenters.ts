import type { Job, Node } from '@steppe/domain';

/** Whether a node is in the job's datacenters, whose names may hold the wildcard `*`, and in its node pool. */
export function placeMatcher(job: Job): (node: Node) => boolean {
  const patterns = job.datacenters.map(globOf);
  const known = new Map<string, boolean>();
  const inDatacenters = (datacenter: string): boolean => {
    let matches = known.get(datacenter);
    if (matches === undefined) {
      matches = patterns.some((pattern) => pattern.test(datacenter));
      known.set(datacenter, matches);
    }
    return matches;
  };
  const anyPool = job.nodePool === 'all';
  return (node) => (anyPool || node.nodePool === job.nodePool) && inDatacenters(node.datacenter);
}

function globOf(pattern: string): RegExp {
  const escaped = pattern
    .split('*')
    .map((text) => text.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
}
