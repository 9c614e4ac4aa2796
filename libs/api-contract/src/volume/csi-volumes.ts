import { z } from 'zod';
import { Text } from '../wire/values.ts';

const OfPlugin = z.array(z.looseObject({ ID: Text, PluginID: Text })).nullish();

/** Volumes or snapshots that a CSI plug-in is to look after. */
export const CsiVolumesRequest = z
  .looseObject({ Volumes: OfPlugin, Snapshots: OfPlugin })
  .meta({ id: 'CSIVolumeRegisterRequest' });
export type CsiVolumesRequest = z.infer<typeof CsiVolumesRequest>;
