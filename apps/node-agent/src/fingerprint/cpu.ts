import { availableParallelism, cpus, machine } from 'node:os';
import { readText } from './read-text.ts';

export interface CpuFingerprint {
  readonly attributes: Readonly<Record<string, string>>;
  readonly totalMhz: number;
  readonly cores: number;
}

/** Where a machine hides its clock, a value that keeps an allocation's share in proportion. */
const FALLBACK_MHZ = 1_000;

/** Nomad's names of architectures, which are Go's. */
const ARCH: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  arm: 'arm',
  arm64: 'arm64',
};

/** @param totalMhz the operator's own figure (`cpu_total_compute`), which wins. */
export async function fingerprintCpu({
  totalMhz,
}: {
  readonly totalMhz: number | undefined;
}): Promise<CpuFingerprint> {
  const cores = availableParallelism();
  const perCoreMhz = await coreMhz();
  const total = totalMhz ?? cores * perCoreMhz;
  const attributes: Record<string, string> = {
    'cpu.arch': ARCH[process.arch] ?? process.arch,
    'cpu.frequency': String(perCoreMhz),
    'cpu.numcores': String(cores),
    'cpu.totalcompute': String(total),
    'kernel.arch': machine(),
  };
  const model = cpus()[0]?.model.trim();
  if (model !== undefined && model !== '') attributes['cpu.modelname'] = model;
  return { attributes, totalMhz: total, cores };
}

/** The clock that a core is sold with, since the momentary one changes with the load. */
async function coreMhz(): Promise<number> {
  const baseKhz = Number(await readText('/sys/devices/system/cpu/cpu0/cpufreq/base_frequency'));
  if (baseKhz > 0) return Math.round(baseKhz / 1000);
  const model = cpus()[0];
  const [, ghz] = /@\s*([\d.]+)\s*GHz/u.exec(model?.model ?? '') ?? [];
  if (ghz !== undefined) return Math.round(Number(ghz) * 1000);
  const info = await readText('/proc/cpuinfo');
  const [, mhz] = /^cpu MHz\s*:\s*([\d.]+)/mu.exec(info ?? '') ?? [];
  if (mhz !== undefined) return Math.round(Number(mhz));
  return model !== undefined && model.speed > 0 ? model.speed : FALLBACK_MHZ;
}
