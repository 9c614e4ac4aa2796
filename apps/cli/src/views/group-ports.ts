import type { WireAllocation } from '@steppe/api-contract';
import { z } from 'zod';
import { table } from '../layout/table.ts';
import { titled } from '../layout/titled.ts';
import type { ViewOptions } from './view-options.ts';

const PortMappings = z
  .array(
    z.object({
      Label: z.string(),
      Value: z.number(),
      To: z.number().default(0),
      HostIP: z.string().default(''),
    }),
  )
  .nullable();

/** The addresses of a group's own network, or nothing when it has no ports. */
export function allocationAddresses(
  { Ports, Networks }: Pick<WireAllocation['AllocatedResources']['Shared'], 'Ports' | 'Networks'>,
  options: Pick<ViewOptions, 'bold'>,
): string {
  const ports = PortMappings.parse(Ports) ?? [];
  if (ports.length === 0) return '';
  const networks = Networks ?? [];
  const mode = networks[0]?.Mode || 'host';
  const fixed = new Set(
    networks.flatMap(({ ReservedPorts }) => ReservedPorts ?? []).map(({ Label }) => Label),
  );
  const rows = ports.map(({ Label, Value, To, HostIP }) => [
    `*${Label}`,
    fixed.has(Label) ? 'no' : 'yes',
    `${HostIP}:${Value}${To ? ` -> ${To}` : ''}`,
  ]);
  const title = `Allocation Addresses${mode === 'host' ? '' : ` (mode = "${mode}")`}:`;
  return titled(title, table([['Label', 'Dynamic', 'Address'], ...rows]), options);
}
