import type { PlantedBug } from './planted-bug.ts';
import { wrongAppends } from './wrong-appends.ts';
import { wrongReadings } from './wrong-readings.ts';

export const plantedBugs: readonly PlantedBug[] = [...wrongAppends, ...wrongReadings];
