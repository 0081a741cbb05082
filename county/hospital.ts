import { createHash } from 'node:crypto';
import type { CountyPerson } from '../adapters/simulation.ts';
import type { ConditionKind } from '../domain/condition-kinds.ts';
import type { LocalDate } from '../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../domain/ids.ts';
import type { Fen } from '../domain/money.ts';
import type { PrintedKind } from '../domain/printed-papers.ts';
import type { Schemes } from '../policies/schemes.ts';
import { admissionBody, eligibilityBody, isSentOn, type Patient, sentElsewhere } from './admission-body.ts';
import { type CashDesk, cashier } from './cash-desk.ts';
import { conditionAct, openKinds, type SignedText } from './conditions.ts';
import type { DailyList } from './daily-lists.ts';
import type { Draw } from './hospital-words.ts';
import { type HubClient, hubClient, patientClient } from './hub-client.ts';
import type { ListMarks } from './list-marks.ts';
import type { Bill, StayView } from './stay-view.ts';
import { wholeFee } from './whole-fee.ts';

/** How long a hospital's system asks again while the hub has no store (real time). */
const patienceMs = 60_000;

interface PrintedPapers {
  readonly printed: readonly { readonly template: string; readonly sha256: string }[];
}

/** A simulated hospital: does at the window what clerks do, over the hub's public API only. */
export interface Hospital {
  readonly institution: InstitutionId;
  /** Categories by which its own system marks somebody; undefined: it knows nothing of them. */
  readonly recognises: (patient: Pick<CountyPerson, 'idNumber'>) => readonly string[] | undefined;
  readonly askBefore: (patient: Patient) => Promise<void>;
  readonly admit: (patient: Patient) => Promise<StayView>;
  /** Does and records what the scheme asks of the stay and is open: before the waiver, or after the discharge; all but `but`. */
  readonly doWhatIsAsked: (
    view: StayView,
    patient: Pick<CountyPerson, 'idNumber' | 'name' | 'birthDate' | 'memberships'>,
    at: { readonly on: LocalDate; readonly from?: 'admission' | 'discharge'; readonly but?: ConditionKind },
  ) => Promise<void>;
  readonly discharge: (caseRef: CaseRef, on: LocalDate, bill: Bill) => Promise<StayView>;
  /** Who waits for a settlement that does not come pays what is known and leaves; gives how much (fen), null where it has come. */
  readonly leaveFirst: (caseRef: CaseRef, on: LocalDate) => Promise<number | null>;
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
  /** Prints a paper for the patient: the file. */
  readonly print: (caseRef: CaseRef, kind: PrintedKind) => Promise<Uint8Array>;
  readonly stay: (caseRef: CaseRef) => Promise<StayView>;
  /** The stay now, and again whenever the hub tells of a change, at least every ten seconds. */
  readonly follow: (caseRef: CaseRef, signal?: AbortSignal) => AsyncGenerator<StayView, never>;
}

/** A hospital of the box: its window, wards and cash desk, which know the hub by its api alone. */
export function simulatedHospital(parts: {
  readonly api: string;
  readonly institution: InstitutionId;
  readonly token: string;
  readonly schemes: Schemes;
  /** Where its takings are written down. */
  readonly desk?: CashDesk | undefined;
  /** Whom its own system recognises from the lists. */
  readonly marks?: ListMarks | undefined;
}): Hospital {
  const { api, institution, token, schemes } = parts;
  const hub: HubClient = patientClient(hubClient(api, token), patienceMs);
  const at = (caseRef: CaseRef, action: string): string => `/v1/stays/${caseRef}/${action}`;
  const pay = async (
    caseRef: CaseRef,
    payment: Parameters<CashDesk['took']>[0] & { readonly paymentId: string; readonly receiptNo?: string },
  ): Promise<void> => {
    const { status } = await hub.post(at(caseRef, 'patient-payments'), { ...payment, cashier });
    if (status === 201) parts.desk?.took(payment);
  };
  const print = (caseRef: CaseRef, kind: PrintedKind) => hub.file(at(caseRef, `papers/${kind}`));
  return {
    institution,
    recognises: ({ idNumber }) => parts.marks?.of(idNumber),
    askBefore: async (patient) => {
      await hub.post('/v1/eligibility-checks', eligibilityBody(schemes, institution, patient));
    },
    admit: async (patient) => {
      const body = admissionBody(schemes, institution, patient);
      return (await hub.post<StayView>('/v1/stays', body)).body;
    },
    doWhatIsAsked: async (
      { caseRef, conditions },
      { idNumber, memberships, ...patient },
      { on, from = 'admission', but },
    ) => {
      // Where its system shows a mark the doctor checks that one; else what the patient brings.
      const categories = parts.marks?.of(idNumber) ?? memberships.map(({ category }) => category);
      for (const kind of openKinds(conditions, from).filter((one) => one !== but)) {
        const { action, body } = conditionAct(kind, {
          ...{ caseRef, institution, patient, categories, on },
          ...(kind === 'agreement' ? { printed: await agreementFor(caseRef) } : {}),
        });
        await hub.post(at(caseRef, action), body);
      }
    },
    discharge: async (caseRef, dischargedOn, { totalFen, outOfPolicyFen, accountUsed = false }) => {
      const outOfPolicy = { ownPayFen: outOfPolicyFen, overLimitFen: 0, firstPayFen: 0 };
      const sentOn = isSentOn(caseRef);
      const body = {
        ...{ dischargedOn, way: sentOn ? 'transfer' : 'cured', bill: { totalFen, outOfPolicyFen } },
        ...(accountUsed ? { accountUsed } : {}),
        clinical: {
          ...{ outOfPolicy, fees: [wholeFee(totalFen, dischargedOn)] },
          transfer: sentOn ? sentElsewhere : undefined,
        },
      };
      return (await hub.post<StayView>(at(caseRef, 'discharge'), body)).body;
    },
    leaveFirst: async (caseRef, paidOn) => {
      const { leaving } = await hub.get<StayView>(`/v1/stays/${caseRef}`);
      if (leaving === null) return null;
      const paymentId = `${caseRef}-l`;
      const body = { paymentId, receiptNo: paymentId.replace('case_', 'R'), fen: leaving.payFen, paidOn };
      if (leaving.payFen > 0) await pay(caseRef, { ...body, method: 'mobile' });
      return leaving.payFen;
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
      await pay(caseRef, body);
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
      await pay(caseRef, { paymentId: `${caseRef}-1`, fen, paidOn, method: 'mobile' });
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
    print,
    stay: (caseRef) => hub.get<StayView>(`/v1/stays/${caseRef}`),
    follow,
  };

  /** The agreement is printed, then signed: what is recorded names its text and its digest. */
  async function agreementFor(caseRef: CaseRef): Promise<SignedText | undefined> {
    const sha256 = createHash('sha256')
      .update(await print(caseRef, 'agreement'))
      .digest('hex');
    const known = await hub.get<PrintedPapers>(at(caseRef, 'papers'));
    const paper = known.printed.find((one) => one.sha256 === sha256);
    return paper && { textVersion: paper.template, sha256 };
  }

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
