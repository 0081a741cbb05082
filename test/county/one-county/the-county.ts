import { type CountyUnderTest, startCountyUnderTest } from '../county-under-test.ts';

/** The county that the stories of this folder share; there once `countyStarts` has ended. */
export let county: CountyUnderTest;

/** Parties are given up on sooner than in production. */
export async function countyStarts(): Promise<void> {
  county = await startCountyUnderTest({ hasty: true });
}
