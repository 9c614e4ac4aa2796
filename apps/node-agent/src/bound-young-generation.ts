import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 keep the space for new objects as small as it is, for a process that does nothing but run a node: while work comes in
 * bursts that space grows to 128 MiB, of which an agent uses little.
 */
export function boundYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
