import type { InsurerRegions, RegionValue } from '../../domain/insurer-region.ts';
import type { Changes } from '../postgres/changes.ts';
import type { RegionValueStore } from './region-values.ts';

/**
 * The regions with what counties entered and confirmed: looked up at the start, and again whenever the register changes or may have
 * changed. Until then, and while the store cannot be reached, what is known counts.
 */
export function keptRegions(parts: {
  readonly values: Pick<RegionValueStore, 'regionValues'>;
  readonly changes: Pick<Changes, 'on'>;
  /** Puts the values into the tables of the files. */
  readonly complete: (entered: readonly RegionValue[]) => InsurerRegions;
}): InsurerRegions {
  const { values, changes, complete } = parts;
  let current = complete([]);
  let era = 0;

  async function look(): Promise<void> {
    era += 1;
    const at = era;
    try {
      const entered = await values.regionValues();
      // A later look knows better.
      if (at === era) current = complete(entered.filter(({ confirmedBy }) => confirmedBy !== null));
    } catch {
      // The store is away: once its line is back, all that may have been missed is looked up.
    }
  }

  changes.on('register', () => void look());
  void look();
  return { on: (division, day) => current.on(division, day) };
}
