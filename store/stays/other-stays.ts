import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Attention } from '../../domain/stay.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from './attention.ts';
import type { StoreParts } from './records.ts';

/** The step under which a stay waits because another one of its person overlaps it. */
const overlapStep = (other: CaseRef): string => `overlap/${other}`;
const otherOf = (step: string): CaseRef => step.slice('overlap/'.length) as CaseRef;
/** The step under which a stay waits to be settled because its person is in hospital again. */
export const unsettledStep = 'unsettled';

/** Two stays of one person. */
interface StayPair {
  readonly caseRef: CaseRef;
  readonly other: CaseRef;
}

/** What the other stays of a person mean for one: neither is ever refused for it. */
export function otherStays({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Flags, on both sides, stays elsewhere on the same days; and earlier ones, at their own hospital, that are not settled. */
    async flagOtherStays(caseRef: CaseRef, at: Instant): Promise<void> {
      const found = await otherStaysOf(db, caseRef);
      if (found.length > 0) await db.transaction().execute((tx) => flagAll(tx, { caseRef, at }, found));
    },
  };
}

async function flagAll(
  tx: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
  found: readonly OtherStay[],
): Promise<void> {
  // One order for every caller, or two stays that meet at the same moment could lock each other out.
  const flags = found
    .flatMap((one) => flagsOf(caseRef, one, at))
    .toSorted((a, b) => (a.caseRef + a.attention.step < b.caseRef + b.attention.step ? -1 : 1));
  for (const flag of flags) {
    await raiseIn(tx, { ...flag, at });
    if (flag.caseRef !== caseRef)
      await oweAttentionNotice(tx, { caseRef: flag.caseRef, about: `${flag.attention.step}/${at}` });
  }
}

/** People have found out why two stays overlap: neither waits for it any more. */
export async function explainOverlap(
  tx: Connection,
  { caseRef, step, at }: { readonly caseRef: CaseRef; readonly step: string; readonly at: Instant },
): Promise<void> {
  await clearPair(tx, { caseRef, other: otherOf(step) }, at);
}

/** A discharge may show that two stays followed each other: the other one began on its day or later; or that a transfer did not. */
export async function clearUnlessOverlapping(
  tx: Connection,
  {
    caseRef,
    dischargedOn,
    at,
  }: { readonly caseRef: CaseRef; readonly dischargedOn: LocalDate; readonly at: Instant },
): Promise<void> {
  const { rows } = await sql<{ readonly other: CaseRef; readonly late: boolean }>`
    SELECT other.case_ref AS other, false AS late FROM attention
      JOIN stays AS other ON other.case_ref = substr(step, length('overlap/') + 1)
    WHERE attention.case_ref = ${caseRef} AND code = 'overlapping-stay' AND admitted_on >= ${dischargedOn}::date
    UNION ALL SELECT case_ref, true FROM stays
    WHERE transferred_from = ${caseRef} AND admitted_on < ${dischargedOn}::date AND stage NOT IN ('Refused', 'Cancelled')
    ORDER BY 1`.execute(tx);
  for (const { other, late } of rows)
    if (late) await flagAll(tx, { caseRef, at }, [{ caseRef: other, kind: 'overlapping' }]);
    else await clearPair(tx, { caseRef, other }, at);
}

/** The person of a stay was another one, or was not there: it overlaps no stay, and was not left unsettled before one, nor one before it. */
export async function forgetOtherStays(tx: Connection, caseRef: CaseRef, at: Instant): Promise<void> {
  const rows = await tx
    .selectFrom('attention')
    .select('step')
    .where('caseRef', '=', caseRef)
    .where('code', '=', 'overlapping-stay')
    .execute();
  for (const { step } of rows) await clearPair(tx, { caseRef, other: otherOf(step) }, at);
  await clearIn(tx, { caseRef, step: unsettledStep, at });
  const unsettled = await sql<{ readonly other: CaseRef }>`SELECT case_ref AS other FROM attention
    WHERE step = ${unsettledStep} AND detail ->> 'caseRef' = ${caseRef} ORDER BY 1`.execute(tx);
  for (const { other } of unsettled.rows) {
    await clearIn(tx, { caseRef: other, step: unsettledStep, at });
    await oweAttentionNotice(tx, { caseRef: other, about: `${unsettledStep}/${at}` });
  }
}

interface OtherStay {
  readonly caseRef: CaseRef;
  readonly kind: 'overlapping' | 'unsettled';
}

/** One hospital took the patient over from the other, whose discharge is still to come: that is no overlap, unless it says so. */
const isUnderTransfer = sql`((own.transferred_from IS NOT DISTINCT FROM other.case_ref AND ended.discharged_on IS NULL)
  OR (other.transferred_from IS NOT DISTINCT FROM own.case_ref AND leaves.discharged_on IS NULL))`;

/** A transfer on the day of the discharge is no overlap. Whoever is `Refused` is in no programme, and no discharge of theirs is ever known; under somebody else's card the person was not there. */
async function otherStaysOf(connection: Connection, caseRef: CaseRef): Promise<readonly OtherStay[]> {
  const { rows } = await sql<OtherStay>`
    SELECT other.case_ref, CASE
      WHEN other.institution <> own.institution AND NOT ${isUnderTransfer} AND (ended.discharged_on IS NULL OR ended.discharged_on > own.admitted_on)
        AND (leaves.discharged_on IS NULL OR other.admitted_on < leaves.discharged_on) THEN 'overlapping'
      ELSE 'unsettled' END AS kind
    FROM stays AS own JOIN stays AS other USING (person_ref)
      LEFT JOIN discharges AS ended ON ended.case_ref = other.case_ref
      LEFT JOIN discharges AS leaves ON leaves.case_ref = own.case_ref
    WHERE own.case_ref = ${caseRef} AND other.case_ref <> own.case_ref AND other.stage NOT IN ('Refused', 'Cancelled')
      AND other.impersonated_by IS NULL AND own.impersonated_by IS NULL
      AND ((other.institution <> own.institution AND NOT ${isUnderTransfer}
          AND (ended.discharged_on IS NULL OR ended.discharged_on > own.admitted_on)
          AND (leaves.discharged_on IS NULL OR other.admitted_on < leaves.discharged_on))
        OR (other.stage = 'Discharged' AND ended.discharged_on <= own.admitted_on))
    ORDER BY 1`.execute(connection);
  return rows;
}

function flagsOf(
  caseRef: CaseRef,
  { caseRef: other, kind }: OtherStay,
  since: Instant,
): readonly { readonly caseRef: CaseRef; readonly attention: Attention }[] {
  const about = (one: CaseRef) => ({ kind: 'other-stay', caseRef: one }) as const;
  if (kind === 'unsettled') {
    const attention = { code: 'unsettled-stay', blockedOn: 'hospital', since, step: unsettledStep } as const;
    return [{ caseRef: other, attention: { ...attention, detail: about(caseRef) } }];
  }
  const flag = (of: CaseRef, one: CaseRef) => ({
    caseRef: of,
    attention: {
      ...({ code: 'overlapping-stay', blockedOn: 'operator', since } as const),
      ...{ step: overlapStep(one), detail: about(one) },
    },
  });
  return [flag(caseRef, other), flag(other, caseRef)];
}

async function clearPair(tx: Connection, { caseRef, other }: StayPair, at: Instant): Promise<void> {
  const sides = [
    [caseRef, other],
    [other, caseRef],
  ] as const;
  for (const [of, one] of sides.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const cleared = await clearIn(tx, { caseRef: of, step: overlapStep(one), at });
    if (cleared > 0) await oweAttentionNotice(tx, { caseRef: of, about: `${overlapStep(one)}/${at}` });
  }
}
