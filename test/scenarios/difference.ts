import { formatYuan } from '../../domain/money.ts';
import { requireVersion, type Schemes } from '../../policies/schemes.ts';
import type { Found } from './found.ts';
import type { Expected } from './scenario.ts';
import { compare, type Difference, named } from './words.ts';

/** Every difference between what a scenario expects and what was found, in the officer's words; none is the proof. */
export function differences(expected: Expected, found: Found, rules: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const differ: Difference = (what, should, is) =>
    void lines.push(`${what}:应为 ${should},实为 ${is} · expected ${should}, found ${is}`);
  const same: Difference = (what, should, is) => should === is || differ(what, should, is);
  for (const compared of Object.values(comparisons)) compared({ expected, found, rules, differ, same });
  return lines;
}

interface Compared {
  readonly expected: Expected;
  readonly found: Found;
  readonly rules: readonly string[];
  readonly differ: Difference;
  /** Differs unless both are the same text. */
  readonly same: Difference;
}

// A busy machine is beyond a party's promised time by itself; what still waits at the end counts.
const timely: readonly string[] = ['agency-wait', 'condition-due', 'settlement-due'];

/** How each part of what a scenario expects is compared. */
const comparisons: Readonly<Record<keyof Expected, (compared: Compared) => void>> = {
  stage: ({ expected, found, same }) => same('阶段 · stage', named(expected.stage), named(found.stage)),
  scheme: ({ expected, found, same }) =>
    same('方案 · scheme', expected.scheme ?? found.scheme ?? '', found.scheme ?? ''),
  decision: ({ expected: { decision }, found, rules, same }) => {
    same('决定 · decision', decision.outcome, found.decision?.outcome ?? '无 · none');
    const reasons = decision.reasons.flatMap((code) => (code === 'all-met' ? rules : [code]));
    same('理由 · reasons', sorted(reasons), sorted(found.decision?.reasons ?? []));
  },
  waiver: ({ expected, found, same }) => {
    const waived = { admit: 'granted', refuse: 'lost', review: '无 · none' }[expected.decision.outcome];
    const deposit = found.waiver === 'conditional' ? 'granted' : (found.waiver ?? '无 · none');
    same('押金 · deposit', expected.waiver ?? waived, deposit);
  },
  insuredStay: ({ expected, found, same }) =>
    same('参保住院 · insured stay', expected.insuredStay ?? found.insuredStay ?? '', found.insuredStay ?? ''),
  settlement: ({ expected, found, differ }) =>
    compare(differ, '结算 · settlement', sharesOf(expected.settlement), sharesOf(found.settlement)),
  claims: ({ expected, found, differ }) =>
    compare(differ, '申报 · claim', claimsOf(expected.claims), claimsOf(found.claims)),
  attention: ({ expected: { attention }, found, same }) => {
    const byItself = (code: string) =>
      timely.includes(code) && !attention.raised.some((raised) => raised === code);
    const raised = found.attention.raised.filter((code) => !byItself(code));
    same('曾出现的提醒 · attention raised', sorted(attention.raised), sorted(raised));
    same('未消除的提醒 · attention open', sorted(attention.open), sorted(found.attention.open));
  },
  ledger: ({ expected, found, differ }) => compare(differ, '账目 · ledger', expected.ledger, found.ledger),
  books: ({ expected, found, differ }) => {
    for (const party of new Set([...Object.keys(expected.books), ...Object.keys(found.books)]))
      compare(differ, `${party} 账册 · book`, counts(expected.books, party), counts(found.books, party));
  },
};

/** What a scheme asks of an admission, as the reasons of a decision that found all of it met. */
export function rulesOf(schemes: Schemes, scheme: string, day: string): readonly string[] {
  return requireVersion(schemes, scheme, day).admission.map(({ rule }) => `${rule}-met`);
}

function sorted(codes: readonly string[]): string {
  return codes.length === 0 ? '无 · none' : [...new Set(codes)].toSorted().join(', ');
}

function sharesOf(settlement: Expected['settlement']): Record<string, string> {
  if (settlement === null) return {};
  const { total, shares, patient } = settlement;
  const paid = Object.entries(shares).filter(([, fen]) => fen > 0);
  return {
    ...Object.fromEntries(paid.map(([payer, fen]) => [payer, formatYuan(fen)])),
    ...{ patient: formatYuan(patient), 合计: formatYuan(total) },
  };
}

function claimsOf(claims: Expected['claims']): Record<string, string> {
  return Object.fromEntries(
    claims.map(({ payer, number, owed, state, refusal, partPaid, rest }) => [
      `${payer}/${number}`,
      [
        `${formatYuan(owed)} ${state}`,
        ...(refusal === null ? [] : [`(${refusal})`]),
        ...(partPaid === 0 ? [] : [`已收 ${formatYuan(partPaid)}`]),
        ...(rest === null ? [] : [`→ ${rest}`]),
      ].join(' '),
    ]),
  );
}

function counts(books: Expected['books'], party: string): Record<string, string> {
  const done = books[party as keyof typeof books] ?? {};
  return Object.fromEntries(Object.entries(done).map(([operation, times]) => [operation, String(times)]));
}
