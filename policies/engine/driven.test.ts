import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { decide } from '../admission/decide.ts';
import { loadSchemes, policyFiles, type Schemes } from '../schemes.ts';
import { settle } from '../settlement/settle.ts';
import { caseFiles } from './cases.ts';
import { changed, settlementBody } from './cases-for-tests.ts';
import { parseDecisionRequest, parseSettlementRequest } from './requests.ts';

type Entries = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type SchemeText = { readonly id: string } & Readonly<Record<string, Entries>>;

const texts = policyFiles().schemes.map(({ text }) => parse(text) as SchemeText);
const schemes = loadSchemes();
const cases = caseFiles();

/** Fields that the engine looked at, as `rule.field`, while the cases of one scheme were decided and settled. */
function fieldsRead(id: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const watched = <T>(value: T, rule: string): T => {
    if (value instanceof Map)
      return new Map([...value].map(([key, one]) => [key, watched(one, String(key))])) as T;
    if (typeof value !== 'object' || value === null) return value;
    const own = 'rule' in value && typeof value.rule === 'string' ? value.rule : rule;
    return new Proxy(value, {
      get(target, field, receiver) {
        const found: unknown = Reflect.get(target, field, receiver);
        if (typeof field === 'string' && !Array.isArray(target)) seen.add(`${own}.${field}`);
        return typeof found === 'function' ? found : watched(found, own);
      },
    });
  };
  const versions = new Map<unknown, unknown>();
  const book: Schemes = {
    ...schemes,
    version: (scheme, day) => {
      const found = schemes.version(scheme, day);
      if (found.kind !== 'in-force') return found;
      if (!versions.has(found.scheme)) versions.set(found.scheme, watched(found.scheme, 'scheme'));
      return { ...found, scheme: versions.get(found.scheme) as typeof found.scheme };
    },
  };
  for (const { base, decisions, settlements } of cases.filter(({ scheme }) => scheme === id)) {
    for (const { given, without, omissions, readings } of decisions)
      if (readings === undefined)
        decide(book, id, parseDecisionRequest(changed(base, given, without)), { omissions });
    for (const one of settlements)
      if (one.readings === undefined && one.error === undefined)
        settle(book, id, parseSettlementRequest(settlementBody(one, base)));
  }
  return seen;
}

/** Where a scheme's text uses each parameter: section, and `rule.field` as the engine reads it. */
function usesOf(text: SchemeText) {
  const uses: {
    readonly parameter: string;
    readonly section: string;
    readonly entry: string;
    readonly field: string;
  }[] = [];
  for (const section of [
    'authorities',
    'admission',
    'exclusions',
    'conditions',
    'payers',
    'patient',
    'practice',
  ])
    for (const [entry, value] of Object.entries(text[section] ?? {})) {
      const walk = (at: unknown, rule: string, field: string): void => {
        if (typeof at === 'string' && at.startsWith('$'))
          uses.push({ parameter: at.slice(1), section, entry, field: `${rule}.${field}` });
        if (typeof at !== 'object' || at === null) return;
        for (const [name, inner] of Object.entries(at)) {
          const isRule = typeof inner === 'object' && inner !== null && 'zh' in inner;
          walk(inner, isRule ? name : rule, name);
        }
      };
      walk(value, entry, '');
    }
  return uses;
}

/** Pinned with the decision (policies/admission/asked-conditions.ts), read where the claims are filed and followed (activities/money/reimbursement.ts), where a plan is agreed (api/money/deferral.ts), where a bill in mid-stay is due (api/money/interim-allowed.ts), where the bank is asked to hold and to draw, where the lists are delivered (policies/admission/list-delivery.ts), and by who asks for the age of lists. */
const readElsewhere =
  /\.(hospitalFiles|payerDisburses|monthsAtMost|remindDaysBefore|needs|holdMostFen|forgottenDays|dueDays|waitMinutes|answerDays|receiptDays|listedMonths|objectionDays|warnsAfterDays)$/;

test.each(texts.filter((text) => text.parameters !== undefined))(
  'every parameter of $id drives something, or its entries are later work',
  (text) => {
    const seen = fieldsRead(text.id);
    const uses = usesOf(text);
    const idle = Object.keys(text.parameters ?? {}).filter((parameter) => {
      if (parameter === 'listAgeLimitDays') return !seen.has('scheme.listAgeLimitDays');
      return !uses.some(
        ({ parameter: name, section, entry, field }) =>
          name === parameter &&
          (readElsewhere.test(field) ||
            (section === 'practice' ? text.practice?.[entry]?.later !== undefined : seen.has(field))),
      );
    });
    expect(idle).toEqual([]);
  },
);

/** Kinds of practice that the engine reads: on which grounds a waiver ends in care (`benefitEndGrounds`, with its own test), when a stay is settled so far (`interimDue`), who decides about an objection (`objectionRule`), where the lists go to hospitals (`listDeliveryOf`). */
const carriedOut = new Set([
  'exclusion-found-later',
  'deferral',
  'interim',
  'leaving',
  'arrears',
  'objection',
  'lists',
]);

/** Conditions of which no record of their own is kept: the insurer is asked of every stay (1101), the lists of each day are sent and shown (decision 0022). */
const shownElsewhere = new Set(['insurance-checked', 'daily-list']);

test('a condition or practice is carried out, or names the work that will', () => {
  const told = new Set(
    cases.flatMap(({ scheme, decisions }) =>
      decisions.flatMap(({ conditions }) => conditions.map((one) => `${scheme}/${one}`)),
    ),
  );
  const idle = texts.flatMap(({ id, conditions, practice }) => [
    // Called by what the engine finds, and a case of the scheme shows it.
    ...Object.entries(conditions ?? {})
      .filter(
        ([name, { later, when, record }]) =>
          later === undefined &&
          record === undefined &&
          !shownElsewhere.has(name) &&
          !(when !== undefined && told.has(`${id}/${name}`)),
      )
      .map(([name]) => `${id}/conditions.${name}`),
    ...Object.entries(practice ?? {})
      .filter(([, { later, kind }]) => later === undefined && !carriedOut.has(String(kind)))
      .map(([name]) => `${id}/practice.${name}`),
  ]);
  expect(idle).toEqual([]);
});
