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
  const same = (what: string, should: string, is: string) => should === is || differ(what, should, is);
  same('阶段 · stage', named(expected.stage), named(found.stage));
  same('方案 · scheme', expected.scheme ?? found.scheme ?? '', found.scheme ?? '');
  same('决定 · decision', expected.decision.outcome, found.decision?.outcome ?? '无 · none');
  const reasons = expected.decision.reasons.flatMap((code) => (code === 'all-met' ? rules : [code]));
  same('理由 · reasons', sorted(reasons), sorted(found.decision?.reasons ?? []));
  const waived = { admit: 'granted', refuse: 'lost', review: '无 · none' }[expected.decision.outcome];
  const deposit = found.waiver === 'conditional' ? 'granted' : (found.waiver ?? '无 · none');
  same('押金 · deposit', expected.waiver ?? waived, deposit);
  const insured = expected.insuredStay ?? found.insuredStay ?? '';
  same('参保住院 · insured stay', insured, found.insuredStay ?? '');
  compare(differ, '结算 · settlement', sharesOf(expected.settlement), sharesOf(found.settlement));
  compare(differ, '申报 · claim', claimsOf(expected.claims), claimsOf(found.claims));
  // A busy machine is beyond a party's promised time by itself; what still waits at the end counts below.
  const timely = ['agency-wait', 'condition-due', 'settlement-due'];
  const byItself = (code: string) =>
    timely.includes(code) && !expected.attention.raised.includes(code as never);
  const raised = found.attention.raised.filter((code) => !byItself(code));
  same('曾出现的提醒 · attention raised', sorted(expected.attention.raised), sorted(raised));
  same('未消除的提醒 · attention open', sorted(expected.attention.open), sorted(found.attention.open));
  compare(differ, '账目 · ledger', expected.ledger, found.ledger);
  for (const party of new Set([...Object.keys(expected.books), ...Object.keys(found.books)]))
    compare(differ, `${party} 账册 · book`, counts(expected.books, party), counts(found.books, party));
  return lines;
}

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
