import { createHash } from 'node:crypto';
import type { LocalDate } from '../domain/dates.ts';
import type { Decision } from '../domain/decision.ts';
import type { CaseRef, InstitutionId } from '../domain/ids.ts';
import type { Fen } from '../domain/money.ts';
import type { Settlement } from '../domain/settlement.ts';
import type { Stage } from '../domain/stay.ts';
import type { InsuredStayState, WaiverState } from '../domain/waiver.ts';
import type { Schemes } from '../policies/schemes.ts';
import { admissionBody, eligibilityBody, isSentOn, type Patient, sentElsewhere } from './admission-body.ts';
import type { DailyList } from './daily-lists.ts';
import { type HubClient, hubClient, patientClient } from './hub-client.ts';
import { wholeFee } from './whole-fee.ts';

/** A stay as the hub shows it to its hospital. */
export interface StayView {
  readonly caseRef: CaseRef;
  readonly scheme: string;
  readonly stage: Stage;
  readonly decision: Decision | null;
  readonly settlement: Settlement | null;
  /** Staged payment; null: no stage was reached. */
  readonly onAccount: { readonly dueFen: number; readonly paidFen: number } | null;
  /** Bills that were settled with the payers in mid-stay. */
  readonly interimBills: readonly {
    readonly bill: number;
    readonly state: string;
    readonly fromDay: LocalDate | null;
    readonly toDay: LocalDate | null;
    readonly totalFen: number | null;
    readonly patientFen: number | null;
  }[];
  /** The bank's line; null: the bank told of none. */
  readonly creditLine: {
    readonly hold: { readonly fen: number } | null;
    readonly draws: readonly Draw[];
  } | null;
  readonly receivables: { readonly patient: { readonly balanceFen: number } } | null;
  /** Null while the admission is not decided. */
  readonly waiver: {
    readonly state: WaiverState;
    readonly insuredStay: { readonly state: InsuredStayState } | null;
  } | null;
  /** What the stay waits for. */
  readonly attention: readonly {
    readonly code: string;
    readonly step: string;
    readonly detail?: { readonly transaction?: string } | null;
  }[];
}

/** With its last bill, and not with one in mid-stay only. */
export function isSettled({ stage }: StayView): boolean {
  return stage === 'Settled' || stage === 'Closed';
}

/** A draw on the line as the hub shows it. */
interface Draw {
  readonly draw: number;
  readonly state: string;
  readonly fen: number;
  readonly backFen: number;
  readonly drawRef: string | null;
  readonly drawnOn: LocalDate | null;
}

/** The bill of a stay, fen. */
export interface Bill {
  readonly totalFen: number;
  readonly outOfPolicyFen: number;
}

/** How long a hospital's system asks again while the hub has no store (real time). */
const patienceMs = 60_000;

/** A simulated hospital: does at the window what clerks do, over the hub's public API only. */
export interface Hospital {
  readonly institution: InstitutionId;
  readonly askBefore: (patient: Patient) => Promise<void>;
  readonly admit: (patient: Patient) => Promise<StayView>;
  /** The first doctor's look at the category, then the admission desk's. */
  readonly checkTwice: (caseRef: CaseRef, categories: readonly string[]) => Promise<void>;
  /** The agreement of admission, where the decision asks for one; Kaizhou's scheme has none. */
  readonly signAgreement: (view: StayView, patientName: string, on: LocalDate) => Promise<void>;
  readonly discharge: (caseRef: CaseRef, on: LocalDate, bill: Bill) => Promise<StayView>;
  /** One day's list of charges. */
  readonly charge: (caseRef: CaseRef, list: DailyList) => Promise<void>;
  /** What is due on account is paid, with its receipt; gives how much (fen). */
  readonly payOnAccount: (caseRef: CaseRef, on: LocalDate) => Promise<number>;
  /** What the rule leaves to a person is opened, and a bill in mid-stay that is at work awaited. */
  readonly settleSoFar: (caseRef: CaseRef, signal?: AbortSignal) => Promise<void>;
  readonly takePayment: (caseRef: CaseRef, fen: Fen, on: LocalDate) => Promise<void>;
  /** Tells the patient that the hospital will draw what was forgotten. */
  readonly tellOfDraw: (caseRef: CaseRef, on: LocalDate) => Promise<void>;
  /** Draws on the credit line: with the patient's consent, or what was forgotten. */
  readonly draw: (caseRef: CaseRef, consentedOn: LocalDate | null) => Promise<void>;
  /** Finds the bank's money for a draw in the hospital's account. */
  readonly matchDraw: (caseRef: CaseRef, draw: Draw, on: LocalDate) => Promise<void>;
  readonly stay: (caseRef: CaseRef) => Promise<StayView>;
  /** The stay now, and again whenever the hub tells of a change, at least every ten seconds. */
  readonly follow: (caseRef: CaseRef, signal?: AbortSignal) => AsyncGenerator<StayView, never>;
}

export function simulatedHospital(parts: {
  readonly api: string;
  readonly institution: InstitutionId;
  readonly token: string;
  readonly schemes: Schemes;
}): Hospital {
  const { api, institution, token, schemes } = parts;
  const hub: HubClient = patientClient(hubClient(api, token), patienceMs);
  const at = (caseRef: CaseRef, action: string): string => `/v1/stays/${caseRef}/${action}`;
  return {
    institution,
    askBefore: async (patient) => {
      await hub.post('/v1/eligibility-checks', eligibilityBody(schemes, institution, patient));
    },
    admit: async (patient) => {
      const body = admissionBody(schemes, institution, patient);
      return (await hub.post<StayView>('/v1/stays', body)).body;
    },
    checkTwice: async (caseRef, categories) => {
      if (categories.length === 0) return;
      for (const [by, checkedBy] of [
        ['doctor', '首诊医生 1024'],
        ['desk', '住院处 2048'],
      ])
        await hub.post(at(caseRef, 'checks'), { by, checkedBy, categories });
    },
    signAgreement: async ({ caseRef, decision }, signerName, signedOn) => {
      if (!decision?.conditions.some(({ code }) => code === 'agreement')) return;
      const textVersion = `${institution}-2024-1`;
      const sha256 = createHash('sha256').update(`${textVersion} ${caseRef}`).digest('hex');
      const body = { textVersion, signedBy: 'patient', signerName, witness: '住院处 2048', signedOn, sha256 };
      await hub.post(at(caseRef, 'agreement'), body);
    },
    discharge: async (caseRef, dischargedOn, { totalFen, outOfPolicyFen }) => {
      const outOfPolicy = { ownPayFen: outOfPolicyFen, overLimitFen: 0, firstPayFen: 0 };
      const sentOn = isSentOn(caseRef);
      const body = {
        ...{ dischargedOn, way: sentOn ? 'transfer' : 'cured', bill: { totalFen, outOfPolicyFen } },
        clinical: {
          ...{ outOfPolicy, fees: [wholeFee(totalFen, dischargedOn)] },
          transfer: sentOn ? sentElsewhere : undefined,
        },
      };
      return (await hub.post<StayView>(at(caseRef, 'discharge'), body)).body;
    },
    charge: async (caseRef, list) => {
      await hub.post(at(caseRef, 'charges'), list);
    },
    payOnAccount: async (caseRef, paidOn) => {
      const { onAccount } = await hub.get<StayView>(`/v1/stays/${caseRef}`);
      const { dueFen: fen, paidFen } = onAccount ?? { dueFen: 0, paidFen: 0 };
      if (fen === 0) return 0;
      const paymentId = `${caseRef}-a${paidFen}`;
      const body = { paymentId, receiptNo: paymentId.replace('case_', 'R'), fen, paidOn, method: 'mobile' };
      await hub.post(at(caseRef, 'patient-payments'), body);
      return fen;
    },
    settleSoFar: async (caseRef, signal) => {
      const { interimBills } = await hub.get<StayView>(`/v1/stays/${caseRef}`);
      if (interimBills.some(({ state }) => state === 'to-open'))
        await hub.post(at(caseRef, 'interim-bills'), {});
      else if (interimBills.every(({ state }) => state !== 'open')) return;
      for await (const view of follow(caseRef, signal))
        if (view.interimBills.every(({ state }) => state !== 'open')) return;
    },
    takePayment: async (caseRef, fen, paidOn) => {
      const body = { paymentId: `${caseRef}-1`, fen, paidOn, method: 'mobile' };
      await hub.post(at(caseRef, 'patient-payments'), body);
    },
    tellOfDraw: async (caseRef, noticedOn) => {
      await hub.post(at(caseRef, 'credit-draw-notice'), { noticedOn, way: 'phone' });
    },
    draw: async (caseRef, consentedOn) => {
      const body =
        consentedOn === null
          ? { basis: 'mandate' }
          : { basis: 'consent', consentedOn, consentedBy: 'patient' };
      await hub.post(at(caseRef, 'credit-draws'), body);
    },
    matchDraw: async (caseRef, { draw, fen, drawRef }, arrivedOn) => {
      const body = { fen, arrivedOn, adviceNo: `YH-${drawRef}` };
      await hub.post(at(caseRef, `credit-draws/${draw}/disbursement`), body);
    },
    stay: (caseRef) => hub.get<StayView>(`/v1/stays/${caseRef}`),
    follow,
  };

  async function* follow(caseRef: CaseRef, signal?: AbortSignal): AsyncGenerator<StayView, never> {
    const path = `/v1/stays/${caseRef}`;
    let last = await hub.news<StayView>(path, { tag: null, signal });
    for (;;) {
      if (last !== null) yield last.body;
      const tag: string | null = last?.tag ?? null;
      last = (await hub.news<StayView>(path, { tag, signal })) ?? last;
    }
  }
}
