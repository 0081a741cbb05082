import type { Arrival } from '../../domain/arrival.ts';
import { type Clinical, laterClinical } from '../../domain/clinical.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import { allowAnotherTry } from './another-try.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';
import { correctIdentity } from './identities.ts';
import { type StoreParts, stayPlace } from './records.ts';
import { readArrival } from './sealed-facts.ts';

/** What the window said before stays in the resolution's own record, and under the events' `fact-corrected`. */
export async function correctDiagnosis(
  sealer: StoreParts['sealer'],
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  diagnosis: NonNullable<Arrival['diagnosis']>,
): Promise<void> {
  const before = await correctArrival(sealer, tx, caseRef, () => ({ diagnosis }));
  await keepReplaced(sealer, tx, { caseRef, sequence, replaced: { diagnosis: before.diagnosis } });
  await recordEvent(tx, { caseRef, kind: 'fact-corrected', detail: { fact: 'diagnosis', sequence }, at });
}

/** What was given before stays in the resolution's own record. */
export async function giveFacts(
  sealer: StoreParts['sealer'],
  tx: Connection,
  { caseRef, step, sequence, at }: Carried,
  clinical: Clinical,
): Promise<void> {
  const before = await correctArrival(sealer, tx, caseRef, ({ given }) => ({
    given: laterClinical(given, clinical),
  }));
  await keepReplaced(sealer, tx, { caseRef, sequence, replaced: { given: before.given ?? {} } });
  await recordEvent(tx, { caseRef, kind: 'fact-corrected', detail: { fact: 'clinical', sequence }, at });
  // What was refused for want of it goes out as a new message; what was not sent yet needs none.
  const waits = await tx
    .selectFrom('attention')
    .select('code')
    .where((eb) => eb.and({ caseRef, step }))
    .executeTakeFirst();
  const refused = waits?.code === 'admission-refused' || waits?.code === 'settlement-refused';
  if (refused) await allowAnotherTry(tx, { caseRef, at });
}

/** Gives what stood there before. */
async function correctArrival(
  sealer: StoreParts['sealer'],
  tx: Connection,
  caseRef: CaseRef,
  right: (before: Arrival) => Partial<Arrival>,
): Promise<Arrival> {
  const before = await readArrival(sealer, tx, caseRef);
  await tx
    .updateTable('stays')
    .set({ arrivalSealed: sealer.seal({ ...before, ...right(before) }, stayPlace('arrival', caseRef)) })
    .where('caseRef', '=', caseRef)
    .execute();
  return before;
}

/** Who stood there before stays in the resolution's own record. */
export async function correctPerson(
  sealer: StoreParts['sealer'],
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  wanted: Extract<Wanted, { kind: 'correct-name' | 'correct-identity-number' }>,
): Promise<void> {
  const right = wanted.kind === 'correct-name' ? { name: wanted.name } : { personRef: wanted.personRef };
  const replaced = await correctIdentity(sealer, tx, { caseRef, at, ...right });
  await keepReplaced(sealer, tx, { caseRef, sequence, replaced });
  const fact = wanted.kind === 'correct-name' ? 'name' : 'identity-number';
  await recordEvent(tx, { caseRef, kind: 'fact-corrected', detail: { fact, sequence }, at });
}

async function keepReplaced(
  sealer: StoreParts['sealer'],
  tx: Connection,
  { caseRef, sequence, replaced }: Pick<Carried, 'caseRef' | 'sequence'> & { readonly replaced: object },
): Promise<void> {
  const was = stayPlace(`resolution-${sequence}-was`, caseRef);
  await tx
    .updateTable('resolutions')
    .set({ replacedSealed: sealer.seal(replaced, was) })
    .where((eb) => eb.and({ caseRef, resolutionSequence: sequence }))
    .execute();
}
