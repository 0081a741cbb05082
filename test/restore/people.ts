import { hubClient } from '../../county/hub-client.ts';
import { addDays, type LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Role } from '../../domain/roles.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { hospitalOf } from '../county/kaizhou.ts';
import type { Kept, View } from './kept.ts';

/** The insurance bureau says that somebody is admitted of whom a question was left open. */
export async function decided(county: CountyUnderTest, { caseRef, attention }: View): Promise<void> {
  if (!attention.some(({ code }) => code === 'decision-review')) return;
  const wanted = { kind: 'decide', on: 'decide', outcome: 'admit', office: 'medical-insurance' };
  await resolved(county, caseRef, { wanted, confirms: ['medical-insurance', 'bureau'] });
}

/** The bill was wrong, and is corrected once. */
export async function amended(county: CountyUnderTest, { body, corrected, seen }: Kept): Promise<void> {
  if (seen === null || (seen.stage !== 'Settled' && seen.stage !== 'Closed')) return;
  if ((await kindsOf(county, seen.caseRef)).includes('amendment-begun')) return;
  const wanted = { kind: 'amend', on: 'bill', bill: corrected };
  await resolved(county, seen.caseRef, { wanted, confirms: [body.institution, 'hospital-lead'] });
}

/** Two instalments, signed once: to a hub that forgot the plan the same paper is brought again. True while it is not agreed. */
export async function deferred(
  county: CountyUnderTest,
  { papers, body }: Kept,
  { caseRef, receivables }: View,
): Promise<boolean> {
  if ((await kindsOf(county, caseRef)).includes('plan-agreed')) return false;
  const open = receivables?.patient.balanceFen ?? 0;
  if (open <= 1) return false;
  const plan = papers.get('plan') ?? planOf(county.today(), open);
  papers.set('plan', plan);
  const wanted = { kind: 'defer', on: 'patient-account', ...plan };
  await resolved(county, caseRef, { wanted, confirms: [body.institution, 'hospital-lead'] });
  return true;
}

function planOf(signedOn: LocalDate, open: number): object {
  const half = Math.floor(open / 2);
  return {
    agreement: {
      ...{ template: '本院延期（分期）还款协议书', textVersion: 'deferral-2024-1', signedBy: 'family' },
      ...{ signerName: '家属', signedOn, sha256: 'd'.repeat(64) },
    },
    instalments: [
      { dueOn: addDays(signedOn, 60), fen: half },
      { dueOn: addDays(signedOn, 90), fen: open - half },
    ],
  };
}

async function kindsOf(county: CountyUnderTest, caseRef: CaseRef): Promise<readonly string[]> {
  const { events } = await county.operator.get<{ readonly events: readonly { readonly kind: string }[] }>(
    `/v1/stays/${caseRef}/events`,
  );
  return events.map(({ kind }) => kind);
}

/** What docs/OPERATIONS.md says to do where the answer of a party is unknown, or it has the thing already: it is asked. */
const askedAgain = [
  ...['reversal-unknown', 'reversal-not-possible'],
  ...['admission-refused', 'settlement-refused', 'outcome-unknown'],
];

/** Whatever waits for people is seen to as docs/OPERATIONS.md says. */
export async function putRight(county: CountyUnderTest, { caseRef, attention }: View): Promise<void> {
  const { institution } = await county.operator.get<{ readonly institution: string }>(`/v1/stays/${caseRef}`);
  const lead = [institution, 'hospital-lead'] as const;
  for (const { code, step, detail, refusalKind } of attention) {
    if (askedAgain.includes(code))
      await resolved(county, caseRef, { wanted: { kind: 'ask-again', on: step }, confirms: null });
    if (code === 'payment-mismatch' && detail?.paidFen !== undefined) {
      const paid = { paidFen: detail.paidFen, paidOn: county.today() };
      await resolved(county, caseRef, { wanted: { kind: 'book-part', on: step, ...paid }, confirms: lead });
    }
    if (code === 'payer-refused')
      await afterRefusal(county, { caseRef, step, kind: refusalKind?.kind, lead });
  }
}

interface Refused {
  readonly caseRef: CaseRef;
  readonly step: string;
  readonly kind: string | undefined;
  readonly lead: readonly [string, Role];
}

/** The payer has the claim and is asked; papers that were missing are handed in; what it paid too little of, the hospital bears. */
async function afterRefusal(county: CountyUnderTest, { caseRef, step, kind, lead }: Refused): Promise<void> {
  if (kind === 'already-filed')
    return resolved(county, caseRef, { wanted: { kind: 'ask-again', on: step }, confirms: null });
  if (kind === 'correctable')
    return resolved(county, caseRef, { wanted: { kind: 'resubmit', on: step }, confirms: null });
  const wanted = { kind: 'bear', on: step, approval: '院财〔2024〕7号' };
  return resolved(county, caseRef, { wanted, confirms: lead });
}

interface Proposals {
  readonly revision: number;
  readonly resolutions: readonly {
    readonly sequence: number;
    readonly kind: string;
    readonly state: string;
  }[];
}

async function resolved(
  county: CountyUnderTest,
  caseRef: CaseRef,
  what: {
    readonly wanted: Readonly<Record<string, unknown>>;
    readonly confirms: readonly [organisation: string, role: Role] | null;
  },
): Promise<void> {
  const at = `/v1/stays/${caseRef}/resolutions`;
  const { revision, resolutions } = await county.operator.get<Proposals>(at);
  const own = what.wanted.kind === 'amend' || what.wanted.kind === 'defer';
  const [organisation = '', role = ''] = what.confirms ?? [];
  const proposer = own ? hospitalOf(county, organisation as never) : county.operator;
  // What was proposed and could not be confirmed, for the stay moved on, is withdrawn and proposed anew.
  for (const { sequence, kind, state } of resolutions)
    if (state === 'proposed' && kind === what.wanted.kind)
      await county.operator.post(`${at}/${sequence}/withdraw`, {});
  const { body } = await proposer.post<{ readonly sequence: number }>(at, {
    ...{ ...what.wanted, evidence: '存档 2024-17', revision },
  });
  if (what.confirms === null) return;
  const token = county.credentials.people[organisation]?.[role as Role]?.[0]?.token ?? '';
  const now = await county.operator.get<{ readonly revision: number }>(at);
  await hubClient(county.addresses.api, token).post(`${at}/${body.sequence}/confirm`, {
    revision: now.revision,
  });
}
