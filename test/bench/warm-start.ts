import { type CountyUnderTest, startCountyUnderTest } from '../county/county-under-test.ts';
import { type Figure, figure } from './figures.ts';
import { oneStay } from './subjects.ts';

/** Stops the county and starts another on what it left; until the first stay is closed. */
export async function warmStart({ state, stop }: CountyUnderTest): Promise<Figure> {
  await stop();
  const began = performance.now();
  const again = await startCountyUnderTest({ workers: 2, state });
  try {
    await oneStay(again);
    return figure('warm start until the first stay is closed', (performance.now() - began) / 1_000, 's');
  } finally {
    await again.stop();
  }
}
