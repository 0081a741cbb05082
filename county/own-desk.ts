import { createHash } from 'node:crypto';
import axios from 'axios';
import { shownAt, toldCertificate } from '../adapters/medical-insurance/simulator/certificates.ts';
import type { CountyPerson } from '../adapters/simulation.ts';
import { type CoreTransaction, coreTransactions } from '../domain/core-answers.ts';
import type { LocalDate } from '../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import { fen, subtractFen, yuanString } from '../domain/money.ts';
import { envelope, newMessageId } from './own-messages.ts';
import type { Bill } from './stay-view.ts';

/** A stay as the hospital's own system has it. */
export interface OwnStay {
  readonly caseRef: CaseRef;
  readonly admissionNo: string;
  readonly admittedOn: LocalDate;
  readonly person: Pick<CountyPerson, 'idNumber' | 'certificate' | 'name'>;
  /** Null before the discharge. */
  readonly bill: (Bill & { readonly dischargedOn: LocalDate }) | null;
}

/** What the insurer gave the hospital's system of one stay. */
export interface Numbers {
  readonly psn_no: string;
  readonly insutype: string;
  readonly mdtrt_id?: string;
  readonly setl_id?: string;
  readonly left?: boolean;
}

/** The system of a hospital that settles itself: speaks to the insurer in the hub's place, and delivers what came back, word for word. */
export interface OwnDesk {
  readonly carryOut: (transaction: CoreTransaction, stay: OwnStay) => Promise<void>;
}

/** `hub`: the hub as this hospital's system sees it. Throws for a reply that is no yes, and what the hub refuses. */
export function ownDesk(parts: {
  readonly insurer: string;
  readonly institution: InstitutionId;
  readonly hub: { readonly post: (path: string, body: object) => Promise<unknown> };
}): OwnDesk {
  const { insurer, institution, hub } = parts;
  const known = new Map<CaseRef, Numbers>();
  /** What is on its way: a message whose reply was lost goes out once more as it was. */
  const outgoing = new Map<string, { readonly messageId: string; readonly body: string }>();

  const ask = async (infno: string, input: object, { caseRef }: OwnStay): Promise<Told> => {
    const place = `${caseRef}/${infno}`;
    const fresh = newMessageId(institution);
    const message = outgoing.get(place) ?? {
      messageId: fresh,
      body: JSON.stringify(envelope({ infno, institution, messageId: fresh, input })),
    };
    outgoing.set(place, message);
    const { messageId, body } = message;
    const headers = { 'content-type': 'application/json', 'idempotency-key': `${caseRef}/${messageId}` };
    const url = `${insurer}/fsi/api/${infno}`;
    const { data } = await axios.post<string>(url, body, {
      headers,
      timeout: patienceMs,
      transformResponse: (text: string) => text,
    });
    const told = JSON.parse(data) as Omit<Told, 'text' | 'messageId'>;
    // What is delivered to the hub is kept until it has it.
    if (String(told.infcode) !== '0' || !delivered.some((one) => one === infno)) outgoing.delete(place);
    invariant(String(told.infcode) === '0', `${infno}: ${String(told.err_msg)}`);
    return { ...told, text: data, messageId };
  };

  const registered = async (stay: OwnStay): Promise<Numbers> => {
    const { person, admittedOn } = stay;
    const data = { ...shownAt(person), ...toldCertificate(person) };
    const asked = { data: { ...data, psn_name: person.name, begntime: admittedOn } };
    const { baseinfo, insuinfo } = (await ask('1101', asked, stay)).output as {
      readonly baseinfo: { readonly psn_no: string };
      readonly insuinfo: readonly { readonly insutype: string }[];
    };
    return { psn_no: baseinfo.psn_no, insutype: insuinfo[0]?.insutype ?? '' };
  };

  return {
    carryOut: async (transaction, stay) => {
      const { caseRef } = stay;
      const before = known.get(caseRef) ?? (await registered(stay));
      const numbers = await madeReady(transaction, stay, before);
      known.set(caseRef, numbers);
      const { text, messageId, output } = await ask(transaction, inputOf(transaction, stay, numbers), stay);
      const now = { ...numbers, ...numbersIn(transaction, output) };
      known.set(caseRef, now);
      await hub.post(`/v1/stays/${caseRef}/core-answers`, {
        ...{ transaction, messageId, visitNo: now.mdtrt_id, personNo: now.psn_no, reply: text },
        ...(transaction === '2305' ? { settlementNo: numbers.setl_id } : {}),
        digest: createHash('sha256').update(text, 'utf8').digest('hex'),
      });
      outgoing.delete(`${caseRef}/${transaction}`);
    },
  };

  /** What the insurer wants done before: the visit ended, or open again. */
  async function madeReady(transaction: CoreTransaction, stay: OwnStay, numbers: Numbers): Promise<Numbers> {
    const { psn_no, mdtrt_id, left = false } = numbers;
    if (transaction === '2304' && !left) {
      const { insutype } = numbers;
      const dscginfo = { mdtrt_id, psn_no, insutype, endtime: `${billOf(stay).dischargedOn} 00:00:00` };
      await ask('2402', { dscginfo: { ...dscginfo, dscg_way: '1' }, diseinfo: [pneumonia] }, stay);
      return { ...numbers, left: true };
    }
    if (transaction === '2404' && left) {
      await ask('2405', { data: { mdtrt_id, psn_no } }, stay);
      return { ...numbers, left: false };
    }
    return numbers;
  }
}

const delivered: readonly string[] = coreTransactions;
/** An insurer that does not answer within so long is asked again. */
const patienceMs = 10_000;

interface Told {
  readonly text: string;
  readonly messageId: string;
  readonly infcode: unknown;
  readonly err_msg: unknown;
  readonly output: unknown;
}

const pneumonia = { diag_code: 'J18.9', diag_name: '肺炎', diag_type: '1', maindiag_flag: '1' };

function billOf({ bill }: OwnStay): NonNullable<OwnStay['bill']> {
  invariant(bill !== null, 'nothing is settled before the discharge');
  return bill;
}

/** What the insurer is asked with. */
export function inputOf(transaction: CoreTransaction, stay: OwnStay, numbers: Numbers): object {
  const { psn_no, insutype, mdtrt_id, setl_id } = numbers;
  const { admissionNo, admittedOn, person } = stay;
  switch (transaction) {
    case '2401': {
      const visit = { psn_no, insutype, ...shownAt(person), ipt_no: admissionNo };
      return { mdtrtinfo: { ...visit, begntime: `${admittedOn} 00:00:00` }, diseinfo: [pneumonia] };
    }
    case '2303':
    case '2304': {
      const bill = billOf(stay);
      const acct_used_flag = bill.accountUsed === true ? '1' : '0';
      return { data: { psn_no, mdtrt_id, insutype, ...shownAt(person), acct_used_flag, ...amountsOf(bill) } };
    }
    case '2305':
      return { data: { psn_no, mdtrt_id, setl_id } };
    case '2404':
      return { data: { psn_no, mdtrt_id } };
  }
}

function amountsOf({ totalFen, outOfPolicyFen }: Bill) {
  return {
    medfee_sumamt: yuanString(fen(totalFen)),
    fulamt_ownpay_amt: yuanString(fen(outOfPolicyFen)),
    ...{ overlmt_selfpay: '0.00', preselfpay_amt: '0.00' },
    inscp_scp_amt: yuanString(subtractFen(fen(totalFen), fen(outOfPolicyFen))),
  };
}

function numbersIn(transaction: CoreTransaction, output: unknown): Partial<Numbers> {
  if (transaction === '2401') {
    const { result } = output as { readonly result: { readonly mdtrt_id: string } };
    return { mdtrt_id: result.mdtrt_id };
  }
  if (transaction !== '2304') return {};
  const { setlinfo } = output as { readonly setlinfo: { readonly setl_id: string } };
  return { setl_id: setlinfo.setl_id };
}
