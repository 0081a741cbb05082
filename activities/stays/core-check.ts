import type { CoreSettlement } from '../../adapters/medical-insurance/port.ts';
import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { CoreTransaction } from '../../domain/core-answers.ts';
import { entryOf } from '../../domain/entry.ts';
import { type PayerId, payers } from '../../domain/ids.ts';
import { type Fen, yuanString } from '../../domain/money.ts';
import type { Attention, CoveredFacts, DischargedFacts } from '../../domain/stay.ts';
import type { NumberedCoreSettlement } from '../../store/money/core-settlements.ts';
import type { InsurerAnswer, Swept } from '../contract.ts';
import type { About, Exchanged } from '../exchange/exchange.ts';
import { sweptWaiting } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { insurerQuestions } from './insurer-questions.ts';

/**
 * Holds what a hospital delivered against what the insurer itself shows (5201, 5203). Where the insurer cannot be asked, or does not
 * tell, the delivered reply counts, and is said as unchecked; a difference is for people. Null: the stay goes on.
 */
export function coreChecks(parts: Pick<ActivityParts, 'exchange' | 'insurer' | 'stays' | 'clock'>) {
  const { exchange, insurer, stays, clock } = parts;
  const questions = insurerQuestions(parts);

  /** The registration (2401), by the visits that the insurer shows of the person. */
  async function visit(stay: CoveredFacts): Promise<Swept<InsurerAnswer> | null> {
    if (stay.settledBy === 'hub') return null;
    const { institution, insurance, admittedOn } = stay;
    const days = { admittedOn, today: clock.today() };
    const request = { ...(await questions.registered(stay)), institution, insurance, ...days };
    const place = { step: 'admit', transaction: '2401', looks: 'admit-check' } as const;
    return held(stay, place, async (about) => {
      const seen = await exchange(insurer.registered, request, about);
      return seenAs(seen, ({ registered }) => (registered ? [] : ['mdtrt_id: none']));
    });
  }

  /** The settlement (2304), payer by payer. */
  async function settlement(stay: DischargedFacts): Promise<Swept<InsurerAnswer> | null> {
    if (stay.settledBy === 'hub') return null;
    const core = await stays.lastCoreSettlement(stay.caseRef);
    // Nobody without insurance has one.
    if (core?.state !== 'settled') return null;
    const { institution, insurance } = stay;
    const { coreSequence, settlementRef } = core;
    const request = { ...(await questions.registered(stay)), institution, insurance, settlementRef };
    const looks = `settle-check-${coreSequence}`;
    return held(stay, { step: 'settle', transaction: '2304', looks }, async (about) => {
      const seen = await exchange(insurer.shownSettlement, request, about);
      return seenAs(seen, ({ standing }) => differences(core, standing));
    });
  }

  /** A further look is a message of its own, and goes out only after a person asked for it. */
  async function held(
    stay: CoveredFacts,
    { step, transaction, looks }: Place,
    look: (about: About) => Promise<Seen>,
  ): Promise<Swept<InsurerAnswer> | null> {
    const { caseRef } = stay;
    const place = { caseRef, step };
    for (let attempt = 1; ; attempt += 1) {
      const about = questions.about(stay, `${looks}-${attempt}`);
      const seen = await look(about);
      if (seen.kind === 'waiting') return sweptWaiting(parts, place, seen);
      const check = seen.kind;
      if (check === 'differs' && (await stays.askedAgain(about.key))) continue;
      await stays.recordCoreCheck({ caseRef, transaction, check, at: clock.now() });
      if (check !== 'differs') return null;
      const since = clock.now();
      const detail: AttentionDetail = { kind: 'unfit', codes: seen.codes };
      const attention: Attention = {
        code: 'core-answer-differs',
        blockedOn: 'hospital',
        since,
        step,
        detail,
      };
      const shown = await stays.raiseAttention(caseRef, attention, since);
      return { kind: 'done', value: { kind: 'refused', attention: shown ?? attention } };
    }
  }

  return { visit, settlement };
}

type Seen =
  | { readonly kind: 'agrees' | 'unchecked' }
  | { readonly kind: 'differs'; readonly codes: readonly string[] }
  | Extract<Exchanged<never>, { kind: 'waiting' }>;

/** What shows another person, visit or settlement than was delivered is a difference; what is unclear tells nothing. */
function seenAs<Value>(seen: Exchanged<Value>, differ: (value: Value) => readonly string[]): Seen {
  if (seen.kind === 'answered') {
    if (seen.answer.kind !== 'done') return { kind: 'unchecked' };
    const codes = differ(seen.answer.value);
    return codes.length === 0 ? { kind: 'agrees' } : { kind: 'differs', codes };
  }
  if (seen.code === 'party-not-connected' || seen.code === 'outcome-unknown') return { kind: 'unchecked' };
  if (seen.code !== 'reply-mismatch') return seen;
  return { kind: 'differs', codes: seen.detail?.kind === 'unfit' ? seen.detail.codes : ['reply'] };
}

/** Each as `field: delivered / shown`, in yuan. */
function differences(core: NumberedCoreSettlement, shown: CoreSettlement | null): readonly string[] {
  if (shown === null) return ['setl_id: none'];
  return [
    ...differing('medfee_sumamt', core.totalFen, shown.totalFen),
    ...differing('inscp_scp_amt', core.inPolicyFen, shown.inPolicyFen),
    ...ofAccount('acct_pay', core.accountFen, shown.accountFen),
    ...ofAccount('acct_mulaid_pay', core.familyAccountFen, shown.familyAccountFen),
    ...payers.flatMap((payer) => differing(payer, paidBy(core, payer), paidBy(shown, payer))),
  ];
}

/** Where a stay waits for what was delivered, and by which messages the insurer is asked about it. */
interface Place {
  readonly step: string;
  readonly transaction: CoreTransaction;
  readonly looks: string;
}

type Told = Pick<CoreSettlement, 'answers'>;

function paidBy({ answers }: Told, payer: PayerId): Fen | null {
  const said = entryOf(answers, payer);
  return said !== undefined && 'paidFen' in said && said.paidFen > 0 ? said.paidFen : null;
}

/** What an older version did not keep is not compared. */
function ofAccount(field: string, delivered: Fen | null, shown: Fen): readonly string[] {
  return delivered === null ? [] : differing(field, delivered, shown);
}

function differing(field: string, delivered: Fen | null, shown: Fen | null): readonly string[] {
  if (delivered === shown) return [];
  return [
    `${field}: ${delivered === null ? '-' : yuanString(delivered)} / ${shown === null ? '-' : yuanString(shown)}`,
  ];
}
