import { type InArrears, intoArrearsAndOut } from './arrears.ts';
import type { Hospital } from './hospital.ts';
import { inInstalments } from './instalments.ts';

/** How the own part of a settled stay is paid. */
export interface PaysOwnPart extends InArrears {
  readonly hospital: Hospital;
  readonly way: 'at-once' | 'instalments' | 'never';
}

/** The patient pays at once, under a plan of instalments, or not at all. */
export async function payOwnPart(parts: PaysOwnPart): Promise<void> {
  const { way, hospital, caseRef, openFen, today } = parts;
  if (way === 'instalments') return inInstalments(parts);
  if (way === 'never') return intoArrearsAndOut(parts);
  await hospital.takePayment(caseRef, openFen, today());
}
