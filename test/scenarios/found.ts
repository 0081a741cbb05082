import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { parties } from '../../domain/ids.ts';
import { fen, yuanString } from '../../domain/money.ts';
import type { AttentionCode } from '../../domain/stay.ts';
import { accountsOf } from '../county/hospitalizations.ts';
import { of } from '../county/oracle.ts';
import type { Expected } from './scenario.ts';
import type { Town } from './town.ts';

/** What is found of a stay, in the form of what a scenario expects. */
export type Found = Omit<Expected, 'decision'> & { readonly decision: Expected['decision'] | null };

type Claim = Expected['claims'][number];

interface SettlementState {
  readonly obligations: readonly {
    readonly payer: Claim['payer'];
    readonly claimSequence: number;
    readonly owedFen: Claim['owed'];
    readonly state: Claim['state'];
    readonly refusalCode: string | null;
    readonly partPaidFen: Claim['partPaid'];
    readonly restIs: Claim['rest'];
  }[];
}

/** Asks the hub and the parties' own books what became of the stay. */
export async function foundOf(
  { county, as }: Town,
  { caseRef, hospital }: { readonly caseRef: CaseRef; readonly hospital: string },
): Promise<Found> {
  const hub = as(hospital, 'hospital-finance');
  const at = `/v1/stays/${caseRef}`;
  const view = await hub.get<StayView>(at);
  const { settlement, decision } = view;
  const money = settlement === null ? null : await hub.get<SettlementState>(`${at}/settlement`);
  const books = await Promise.all(
    parties.map(async (party) => [party, countsOf(of(await county.effects(party), caseRef))] as const),
  );
  return {
    ...{ stage: view.stage, scheme: view.scheme },
    decision: decision && { outcome: decision.outcome, reasons: decision.reasons.map(({ code }) => code) },
    ...(view.waiver === null ? {} : { waiver: view.waiver.state }),
    ...(view.waiver?.insuredStay ? { insuredStay: view.waiver.insuredStay.state } : {}),
    settlement: settlement && {
      total: settlement.totalFen,
      shares: Object.fromEntries(settlement.shares.map(({ payer, fen }) => [payer, fen])),
      patient: settlement.patientFen,
    },
    claims: (money?.obligations ?? []).map((one) => ({
      ...{ payer: one.payer, number: one.claimSequence, owed: one.owedFen, state: one.state },
      ...{ refusal: one.refusalCode, partPaid: one.partPaidFen, rest: one.restIs },
    })),
    attention: {
      raised: await raisedOf(hub, at),
      open: view.attention.map(({ code }) => code as AttentionCode),
    },
    ledger: await ledgerOf(county, caseRef),
    books: Object.fromEntries(books.filter(([, done]) => Object.keys(done).length > 0)),
  };
}

/** What the hub says is still to be done, by kind. */
export async function leftToDo(
  { as }: Town,
  { caseRef, hospital }: { readonly caseRef: CaseRef; readonly hospital: string },
): Promise<readonly string[]> {
  interface Seen {
    readonly openWork: readonly { readonly kind: string }[];
  }
  const { openWork } = await as(hospital, 'hospital-finance').get<Seen>(`/v1/stays/${caseRef}`);
  return openWork.map(({ kind }) => kind);
}

async function raisedOf(
  hub: { readonly get: <Reply>(path: string) => Promise<Reply> },
  at: string,
): Promise<AttentionCode[]> {
  interface Told {
    readonly events: readonly { readonly kind: string; readonly detail: { readonly code?: AttentionCode } }[];
  }
  const { events } = await hub.get<Told>(`${at}/events`);
  return events.flatMap(({ kind, detail }) =>
    kind === 'attention-raised' && detail.code !== undefined ? [detail.code] : [],
  );
}

/** Balances that are not zero, in yuan; `billed` is the other side of all of them, and nothing may be left over. */
async function ledgerOf(county: Town['county'], caseRef: CaseRef): Promise<Record<string, string>> {
  const { billed = 0, ...accounts } = await accountsOf(county, caseRef);
  const left = Object.values(accounts).reduce((sum, amount) => sum + amount, billed);
  const shown = Object.fromEntries(
    Object.entries(accounts).map(([account, amount]) => [account, signed(amount)]),
  );
  return left === 0 ? shown : { ...shown, 不平: signed(left) };
}

function signed(amount: number): string {
  return amount < 0 ? `-${yuanString(fen(-amount))}` : yuanString(fen(amount));
}

function countsOf(done: readonly { readonly operation: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of done) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}
