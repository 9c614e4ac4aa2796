import { z } from 'zod';

const ProgressLine = z.object({
  id: z.string(),
  status: z.string(),
  progressDetail: z
    .object({ current: z.number().optional(), total: z.number().optional() })
    .optional(),
});

interface LayerProgress {
  readonly status: string;
  readonly currentBytes: number;
  readonly totalBytes: number;
}

/** Adds up what the engine tells about each layer of an image being pulled. */
export class PullProgress {
  readonly #layers = new Map<string, LayerProgress>();

  update(line: unknown): void {
    const parsed = ProgressLine.safeParse(line);
    // Lines about the whole image carry no layer.
    if (!parsed.success) return;
    const { id, status, progressDetail } = parsed.data;
    this.#layers.set(id, {
      status,
      currentBytes: progressDetail?.current ?? 0,
      totalBytes: progressDetail?.total ?? 0,
    });
  }

  /** Such as `2 of 5 layers complete, 12 of 40 MiB downloading`. */
  summary(): string {
    const layers = [...this.#layers.values()];
    const complete = layers.filter((layer) => /complete|exists/iu.test(layer.status)).length;
    const active = layers.filter((layer) => layer.status === 'Downloading');
    const mib = (pick: (layer: LayerProgress) => number): number =>
      Math.round(active.reduce((sum, layer) => sum + pick(layer), 0) / 1024 / 1024);
    const bytes = `${mib((layer) => layer.currentBytes)} of ${mib((layer) => layer.totalBytes)} MiB`;
    return `${complete} of ${layers.length} layers complete, ${bytes} downloading`;
  }
}
