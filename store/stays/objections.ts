import { sql } from 'kysely';
import type { AskedCondition } from '../../domain/conditions.ts';
import { addDays, chinaDate } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Fen } from '../../domain/money.ts';
import { objectionStep, partyOfDecider } from '../../domain/objection-resolutions.ts';
import type { Attention, CoveredFacts } from '../../domain/stay.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { enqueue, oweAttentionNotice } from '../messages/outbox.ts';
import { expectOthers } from '../money/arrears-objections.ts';
import { unfit } from '../money/claim-rows.ts';
import { orderHoldIn } from '../money/credit-holds.ts';
import { owePatientNotice } from '../money/patient-notices.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { clearIn, raiseIn } from './attention.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';
import { type Cover, readStay, type StayRecord, stayPlace } from './records.ts';
import { holding, stillInsured } from './renewed-decisions.ts';
import { readCover } from './sealed-facts.ts';
import { appendDecision } from './stages.ts';

type Of<Kind extends Wanted['kind']> = Extract<Wanted, { kind: Kind }>;

/** The decision of a stay as it would have been with a fact put right, as of the admission day. Throws HubProblem `resolution-unfit`. */
export type DecideAnew = (
  stay: CoveredFacts & Pick<StayRecord, 'decision'>,
  ground: string,
) => Promise<{
  readonly decision: Decision;
  readonly asked: readonly AskedCondition[];
  /** The lists as they tell of the admission day now. */
  readonly listed: Pick<Cover, 'categories' | 'endedCategories'>;
  /** At most so much of the patient's credit line is held for the stay; null: the scheme has none. */
  readonly holdMostFen: Fen | null;
}>;

interface OpenObjection {
  readonly objection: number;
}

/** Patient, family or guardian objects to a decision that refused. Throws HubProblem `resolution-unfit`. */
export async function objectToDecision(
  sealer: Sealer,
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  { objectedOn, objectedBy, dueDays, decides }: Of<'object-to-decision'>,
): Promise<void> {
  const stay = await readStay({ db: tx, sealer }, sql`stays.case_ref = ${caseRef}`);
  if (stay?.decision?.outcome !== 'refuse' || stay.impersonated !== null)
    throw unfit('the decision did not refuse');
  if ((await openObjection(tx, caseRef)) !== undefined) throw unfit('an objection is open');
  if (objectedOn < stay.admittedOn) throw unfit(`admitted on ${stay.admittedOn}`);
  const dueOn = addDays(objectedOn, dueDays);
  const party = partyOfDecider[decides];
  const { rows } = await sql<{ readonly objection: number }>`
    INSERT INTO decision_objections (case_ref, objection, decision_sequence, recorded_by, objected_on, objected_by, due_on, deciding_party)
    SELECT case_ref, (SELECT count(*)::int + 1 FROM decision_objections WHERE case_ref = ${caseRef}), decision_sequence,
      ${sequence}::int, ${objectedOn}::date, ${objectedBy}, ${dueOn}::date, ${party}
    FROM stays WHERE case_ref = ${caseRef} RETURNING objection`.execute(tx);
  const objection = rows[0]?.objection;
  invariant(objection !== undefined, 'a stay that is locked is not in the store');
  const detail = { objection, objectedBy, dueOn };
  await recordEvent(tx, { caseRef, kind: 'decision-objected', detail, at });
  const attention: Attention = {
    ...({ code: 'decision-objection', blockedOn: party } as const),
    ...{ since: at, step: objectionStep, detail: { kind: 'objection', objection, dueOn } },
  };
  await raiseIn(tx, { caseRef, attention, at });
  await oweAttentionNotice(tx, { caseRef, about: `${objectionStep}/${at}` });
}

/** The decision stands, and the person is told by which article. Throws HubProblem `resolution-unfit`, `decided-before`. */
export async function keepDecision(
  tx: Connection,
  carried: Carried,
  { article }: Of<'keep-decision'>,
): Promise<void> {
  const found = await objectionToDecide(tx, carried);
  await decided(tx, carried, { ...found, upheld: false, article, renewed: null });
}

/**
 * The decision is made anew as of the admission day. What would then go to a person has gone to two; what else refuses still does. A stay
 * that had ended begins again; one that went on insured goes on, with the deposit waived. Throws HubProblem `resolution-unfit`, `decided-before`.
 */
export async function upholdObjection(
  { sealer, decideAnew }: { readonly sealer: Sealer; readonly decideAnew: DecideAnew },
  tx: Connection,
  carried: Carried,
  { ground, evidence }: Of<'uphold-objection'>,
): Promise<void> {
  const { caseRef, at } = carried;
  const found = await objectionToDecide(tx, carried);
  const stay = await readStay({ db: tx, sealer }, sql`stays.case_ref = ${caseRef}`);
  const cover = await readCover(sealer, tx, caseRef);
  if (stay === undefined || cover === null || (stay.stage !== 'Refused' && stay.stage !== 'Admitted'))
    throw unfit(`the stay is ${stay?.stage ?? 'gone'}`);
  const { decision: anew, asked, listed, holdMostFen } = await decideAnew({ ...stay, ...cover }, ground);
  const decision = byPeople(anew, evidence);
  const right = { ...cover, ...listed };
  await tx
    .updateTable('stays')
    .set({ coverSealed: sealer.seal(right, stayPlace('cover', caseRef)) })
    .where('caseRef', '=', caseRef)
    .execute();
  await appendDecision({ db: tx, sealer }, { caseRef, decision, at, asked });
  const renewed = await holding(tx, caseRef);
  const article = stay.decision?.reasons.find(({ code }) => code === ground)?.article ?? '';
  await decided(tx, carried, { ...found, upheld: true, article, renewed });
  if (decision.outcome === 'refuse') return stillInsured(tx, { caseRef, renewed, at });
  if (holdMostFen !== null && cover.creditLine !== null)
    await orderHoldIn(tx, { caseRef, mostFen: holdMostFen, at });
  if (stay.stage === 'Refused') await beginAgain(tx, stay, `objection/${found.objection}`);
}

function byPeople(anew: Decision, evidence: string): Decision {
  if (anew.outcome === 'refuse') return anew;
  const reason = { code: 'decided-by-hand', article: '异议复核 · objection', zh: evidence, en: evidence };
  return { ...anew, outcome: 'admit', reasons: [...anew.reasons, reason], missing: [] };
}

async function objectionToDecide(tx: Connection, { caseRef, sequence }: Carried): Promise<OpenObjection> {
  const found = await openObjection(tx, caseRef);
  if (found === undefined) throw unfit('no objection is open');
  await expectOthers(tx, { caseRef, sequence, kinds: ['decide', 'keep-decision', 'uphold-objection'] });
  return found;
}

async function openObjection(tx: Connection, caseRef: CaseRef): Promise<OpenObjection | undefined> {
  const { rows } = await sql<OpenObjection>`SELECT objection FROM decision_objections
    WHERE case_ref = ${caseRef} AND decided_on IS NULL`.execute(tx);
  return rows[0];
}

async function decided(
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  end: {
    readonly objection: number;
    readonly upheld: boolean;
    readonly article: string;
    readonly renewed: number | null;
  },
): Promise<void> {
  const { objection, upheld, article, renewed } = end;
  await sql`UPDATE decision_objections SET decided_on = ${chinaDate(at)}::date, decided_by = ${sequence}::int, upheld = ${upheld}::boolean,
      renewed_sequence = ${renewed}::int
    WHERE case_ref = ${caseRef} AND objection = ${objection}`.execute(tx);
  await recordEvent(tx, {
    caseRef,
    kind: 'objection-decided',
    detail: { objection, upheld: upheld ? 'yes' : 'no', sequence },
    at,
  });
  await clearIn(tx, { caseRef, step: objectionStep, at });
  await oweAttentionNotice(tx, { caseRef, about: `${objectionStep}/${at}` });
  const kind = upheld ? 'objection-upheld' : 'objection-not-upheld';
  await owePatientNotice(tx, { caseRef, kind, about: `objection/${objection}`, fields: { article }, at });
}

/** Its workflow has ended: the relay owes it another one, and the bill that the first one never took. */
async function beginAgain(tx: Connection, { caseRef, discharge }: StayRecord, again: string): Promise<void> {
  await tx
    .updateTable('stays')
    .set({ stage: 'Covered', begunAt: null })
    .where('caseRef', '=', caseRef)
    .execute();
  await enqueue(tx, { kind: 'start-stay', caseRef, payload: { again } });
  if (discharge !== null) await enqueue(tx, { kind: 'discharge', caseRef });
}
