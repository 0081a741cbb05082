import { sql } from 'kysely';
import type { Agreement } from '../../domain/agreement.ts';
import { dueAt } from '../../domain/attention-due.ts';
import type { StandingCondition } from '../../domain/conditions.ts';
import { type Instant, instant, type LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { OpenWork } from '../../domain/open-work.ts';
import type { PaymentMethod } from '../../domain/payment-methods.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { WaiverEnd } from '../../domain/waiver.ts';
import type { Debtor } from '../money/accounts.ts';
import { inArrears } from '../money/arrears-reads.ts';
import { type RunningCharges, runningChargesJson } from '../money/charge-reads.ts';
import { type CreditOfStay, creditJson } from '../money/credit-reads.ts';
import { bankIsDue } from '../money/credit-standing.ts';
import { billAtWork, type InterimBill, interimsJson } from '../money/interim-bills.ts';
import type { Obligation } from '../money/obligations.ts';
import { balanceJson, type PatientBalance } from '../money/patient-account.ts';
import type { PatientPayment } from '../money/patient-payment.ts';
import {
  type PreSettlement,
  type PreSettlementJson,
  preSettlementFrom,
  preSettlementJson,
} from '../money/pre-settlements.ts';
import { type SettlementJson, settlementFrom, settlementJson } from '../money/settlement-reads.ts';
import { compiledOnce } from '../postgres/compiled-once.ts';
import type { AttentionItem } from './attention.ts';
import type { CategoryCheck } from './checks.ts';
import { type Neighbours, neighboursJson } from './neighbours.ts';
import {
  type StayRecord,
  type StayRow,
  type StoreParts,
  stayColumns,
  stayJoins,
  stayOf,
  stayPlace,
} from './records.ts';
import { standingJson } from './standing-conditions.ts';
import { type WaiverEndJson, waiverEndFrom, waiverEndJson } from './waiver-ends.ts';
import { obligationsJson, paymentsJson, refundsJson, stagesJson } from './whole-money.ts';
import { workOf } from './work-left.ts';

/** A stay with all that belongs to it, as it was at one moment. */
export interface WholeStay {
  readonly stay: StayRecord;
  /** Longest waiting first, at most twenty. */
  readonly attention: readonly AttentionItem[];
  /** The doctor's first, then the desk's. */
  readonly checks: readonly CategoryCheck[];
  readonly agreement: SignedAgreement | null;
  /** What the scheme asks of it, of which a record is kept; what is due first comes first. */
  readonly conditions: readonly StandingCondition[];
  readonly settlement: Settlement | null;
  /** In legal order of the payers. */
  readonly obligations: readonly Obligation[];
  /** In the order in which they were recorded. */
  readonly payments: readonly (PatientPayment & { readonly onAccount: boolean })[];
  /** Each time the hospital's rule of staged payment was reached, in order. */
  readonly stages: readonly PaymentStage[];
  /** Bills that were settled with the payers in mid-stay, or are to be, in order. */
  readonly interimBills: readonly InterimBill[];
  /** Paid on account and neither credited nor owed back, in fen. */
  readonly onAccountFen: Fen;
  /** Null before settlement. */
  readonly patient: PatientBalance | null;
  /** What a corrected bill made owed back, oldest first. */
  readonly refunds: readonly Refund[];
  /** What the daily lists say so far; null: none was sent. */
  readonly charges: RunningCharges | null;
  /** The newest question what the bill would come to at the insurer; null: none was asked. */
  readonly preSettlement: PreSettlement | null;
  /** Null while the waiver was not ended in care. */
  readonly waiverEnd: WaiverEnd | null;
  /** A case of arrears is open. */
  readonly inArrears: boolean;
  readonly neighbours: Neighbours;
  /** Null where no bank told of a credit line. */
  readonly credit: CreditOfStay | null;
  /** What is still to be done for it. */
  readonly work: readonly OpenWork[];
}

/** One time at which the rule of staged payment was reached. */
export interface PaymentStage {
  readonly stage: number;
  readonly ruleNo: string;
  /** The own part at which it was reached, in fen. */
  readonly targetFen: Fen;
  readonly reachedOn: LocalDate;
  /** False while it waits for a person of the hospital to offer it. */
  readonly offered: boolean;
  readonly paid: boolean;
}

interface Refund {
  readonly debtor: Debtor;
  readonly refundSequence: number;
  readonly owedFen: Fen;
  /** Null while it is owed. */
  readonly refundedOn: LocalDate | null;
  /** The bank takes it back to the line that it was drawn from. */
  readonly toLine: boolean;
}

type SignedAgreement = Pick<Agreement, 'textVersion' | 'signedOn' | 'paperDigest'>;

/** Look-ups of stays with what belongs to them, in one statement. */
export function wholeStays({ db, sealer }: StoreParts) {
  const read = compiledOnce(
    db,
    (caseRef: CaseRef) => sql<WholeRow>`SELECT ${stayColumns},
        ${attention} AS attention, ${checks} AS checks, ${agreement} AS agreement, ${standingJson(sql`stays.case_ref`)} AS conditions,
        ${settlementJson(sql`stays.case_ref`)} AS settlement, ${obligationsJson} AS obligations, ${paymentsJson} AS payments,
        ${refundsJson} AS refunds, ${runningChargesJson} AS charges, ${preSettlementJson} AS pre_settlement,
        ${stagesJson} AS stages, ${interimsJson(sql`stays.case_ref`)} AS interim_bills, stays.on_account_fen,
        ${balanceJson(sql`stays.case_ref`)} AS patient, ${waiverEndJson} AS waiver_end, ${creditJson} AS credit,
        ${bankIsDue(sql`stays.case_ref`)} AS at_bank, ${inArrears} AS in_arrears, ${neighboursJson} AS neighbours
      FROM stays ${stayJoins} WHERE stays.case_ref = ${caseRef}`,
  );
  return {
    async wholeStay(caseRef: CaseRef): Promise<WholeStay | undefined> {
      const [row] = (await read(caseRef)).rows;
      return row && wholeOf(row, sealer);
    },
  };
}

interface WholeRow
  extends StayRow,
    Pick<WholeStay, 'agreement' | 'conditions' | 'stages' | 'interimBills' | 'onAccountFen' | 'refunds'>,
    Pick<WholeStay, 'charges' | 'patient' | 'credit' | 'neighbours' | 'inArrears'> {
  readonly attention: readonly (Omit<AttentionItem, 'caseRef' | 'institution' | 'stage' | 'due'> & {
    readonly detail: AttentionItem['detail'] | null;
    readonly dueAt: string | null;
  })[];
  readonly checks: readonly (Pick<CategoryCheck, 'by' | 'doneOn'> & {
    readonly sealed: string;
    readonly at: string;
  })[];
  readonly settlement: SettlementJson | null;
  readonly obligations: readonly (Omit<Obligation, 'caseRef' | 'stateAt'> & { readonly stateAt: string })[];
  readonly payments: readonly {
    readonly paymentId: string;
    readonly fen: Fen;
    readonly paidOn: LocalDate;
    readonly method: PaymentMethod;
    readonly receipt: string | null;
    readonly onAccount: boolean;
  }[];
  readonly preSettlement: PreSettlementJson | null;
  readonly waiverEnd: WaiverEndJson | null;
  readonly atBank: boolean;
}

const attention = sql`(SELECT coalesce(json_agg(json_build_object('step', step, 'code', code, 'blockedOn', blocked_on,
    'since', since, 'detail', detail, 'dueAt', due_at) ORDER BY since, step), '[]')
  FROM (SELECT * FROM attention WHERE attention.case_ref = stays.case_ref ORDER BY since, step LIMIT 20) waits)`;
const checks = sql`(SELECT coalesce(json_agg(json_build_object('by', checker, 'sealed', encode(check_sealed, 'base64'),
    'at', checked_at, 'doneOn', done_on) ORDER BY checker DESC), '[]')
  FROM checks WHERE checks.case_ref = stays.case_ref)`;
const agreement = sql`(SELECT json_build_object('textVersion', text_version, 'signedOn', signed_on, 'paperDigest', paper_digest)
  FROM agreements WHERE agreements.case_ref = stays.case_ref)`;

function wholeOf(row: WholeRow, sealer: StoreParts['sealer']): WholeStay {
  const stay = stayOf(row, sealer);
  const { caseRef, institution, stage } = stay;
  const settlement = row.settlement && settlementFrom(row.settlement);
  const { obligations: claims, patient } = row;
  const owedBack = row.refunds.filter(({ refundedOn, toLine }) => refundedOn === null && !toLine);
  const refunds = owedBack.map(({ debtor, owedFen: fen }) => ({ debtor, fen }));
  return {
    stay,
    work: workOf(stay, {
      interim: billAtWork(row.interimBills) !== undefined,
      ...{ claims, refunds, atBank: row.atBank, patientFen: patient?.dueFen ?? 0 },
    }),
    attention: row.attention.map(({ since: from, dueAt: until, detail, ...wait }) => {
      const since = instant(from);
      // Rows of 0.1.0 have no day of their own.
      const due: Instant = until === null ? dueAt(wait.code, since) : instant(until);
      return { caseRef, institution, stage, ...wait, since, due, ...(detail === null ? {} : { detail }) };
    }),
    checks: row.checks.map(({ by, sealed, at, doneOn }) => {
      const place = stayPlace(`check-${by}`, caseRef);
      const opened = sealer.open(Buffer.from(sealed, 'base64'), place);
      return { ...opened, by, doneOn, at: instant(at) };
    }),
    ...{ agreement: row.agreement, conditions: row.conditions, settlement },
    obligations: row.obligations.map((one) => ({ caseRef, ...one, stateAt: instant(one.stateAt) })),
    ...{ payments: row.payments, refunds: row.refunds, charges: row.charges, stages: row.stages },
    ...{ interimBills: row.interimBills, onAccountFen: row.onAccountFen, credit: row.credit },
    ...{ inArrears: row.inArrears, neighbours: row.neighbours },
    preSettlement: row.preSettlement && preSettlementFrom(row.preSettlement),
    waiverEnd: row.waiverEnd && waiverEndFrom(sealer, row.waiverEnd, caseRef),
    patient,
  };
}
