import { z } from 'zod';
import { CsiVolumesRequest } from '../volume/csi-volumes.ts';
import type { Operation } from './operation.ts';

const Nothing = z.null();
const NO_PLUGIN = 'Refused: there are no CSI plug-ins';

/** Volumes. Of those of CSI there are none, since no plug-ins run. */
export const VOLUME_OPERATIONS: readonly Operation[] = [
  read('/v1/volumes', 'Nothing: there are no registered volumes', z.array(z.unknown())),
  read('/v1/volumes/claims', 'Nothing: no volume is claimed', z.array(z.unknown())),
  read('/v1/volume/host/:id', 'Not found: there are no volumes', z.unknown()),
  remove('/v1/volumes/claim/:id', 'Not found: no volume is claimed'),
  read('/v1/plugins', 'Nothing: there are no plug-ins', z.array(z.unknown())),
  read('/v1/plugin/csi/:id', 'Not found: there are no plug-ins', z.unknown()),
  read('/v1/volumes/external', NO_PLUGIN, Nothing),
  read('/v1/volumes/snapshot', NO_PLUGIN, Nothing),
  write('/v1/volumes'),
  write('/v1/volumes/snapshot'),
  remove('/v1/volumes/snapshot', NO_PLUGIN),
  read('/v1/volume/csi/:id', 'Not found: there are no volumes', z.unknown()),
  write('/v1/volume/csi/:id'),
  write('/v1/volume/csi/:id/create'),
  remove('/v1/volume/csi/:id', 'Not found: there are no volumes'),
  remove('/v1/volume/csi/:id/delete', 'Not found: there are no volumes'),
  {
    ...remove('/v1/volume/csi/:id/detach', 'Not found: there are no volumes'),
    query: { node: 'The node; required' },
  },
];

function read(path: string, summary: string, answer: z.ZodType): Operation {
  return { method: 'get', path, tag: 'volumes', summary, answer };
}

function write(path: string): Operation {
  const body = CsiVolumesRequest;
  return { method: 'post', path, tag: 'volumes', summary: NO_PLUGIN, body, answer: Nothing };
}

function remove(path: string, summary: string): Operation {
  return { method: 'delete', path, tag: 'volumes', summary, answer: Nothing };
}
