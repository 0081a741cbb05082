import { entryOf } from '../../domain/entry.ts';
import { exclusionCodes } from '../codes/codes.ts';
import type { DecisionRequest } from '../engine/requests.ts';
import type { Exclusion, SchemeVersion } from '../engine/scheme-version.ts';
import type { Check } from './admission-check.ts';
import { assumable, type Facts } from './admission-facts.ts';

/** Makes one exclusion of a scheme ready. An excluded item or cost never ends the benefit of the stay. */
export function exclusionCheck({
  rule: code,
  effect,
  emergency: exception,
  askedWith,
  article,
  zh,
  en,
}: Exclusion): Check {
  const reason = { code, article, zh, en };
  const unstated = { path: `facts.${code}`, otherwise: false };
  const stated = (request: DecisionRequest, facts: Facts): boolean | undefined =>
    askedWith === undefined
      ? assumable(facts, entryOf(request.facts, code), unstated)
      : entryOf(request.facts, code) === true;
  switch (effect) {
    case 'not-payable':
      // Items and costs show in the bill; nobody has to know them on the admission day.
      return (request, _facts, findings) => {
        if (entryOf(request.facts, code) === true) findings.notPayable.push(reason);
      };
    case 'review':
      return (request, facts, findings) => {
        if (stated(request, facts) === true) findings.reviews.push(reason);
      };
    case 'no-entry':
    case 'waiver-lost':
      return (request, facts, findings) => {
        if (stated(request, facts) !== true) return;
        if (exception === 'applies') return void findings.refusals.push(reason);
        const emergency = assumable(facts, request.emergency, { path: 'emergency', otherwise: false });
        if (emergency === true) findings.triggers.push('emergency-arrears');
        else if (emergency === false) findings.refusals.push(reason);
      };
  }
}

/**
 * Grounds that the hub knows and this scheme does not name never pass in silence: a person or a cause goes to a person, by the
 * open list where the document has one; an item or a cost is told beside what is not payable and keeps the benefit.
 */
export function unlistedCheck(scheme: SchemeVersion): Check {
  const listed = new Set<string>(scheme.exclusions.map((exclusion) => exclusion.rule));
  return (request, _facts, findings) => {
    for (const code in request.facts) {
      if (entryOf(request.facts, code) !== true || listed.has(code)) continue;
      const known = entryOf(exclusionCodes, code);
      if (known === undefined) continue;
      const told = scheme.openLists.find((list) => list.level === known.level) ?? unnamed(scheme);
      const reason = {
        code,
        article: told.article,
        zh: `${known.zh}：${told.zh}`,
        en: `${known.en}: ${told.en}`,
      };
      const inBill = known.level === 'item' || known.level === 'cost';
      findings[inBill ? 'notPayable' : 'reviews'].push(reason);
    }
  };
}

function unnamed({ article }: SchemeVersion): Pick<Exclusion, 'article' | 'zh' | 'en'> {
  return {
    article,
    zh: '方案未列此情形，须核实',
    en: 'the scheme does not name it, which must be looked at',
  };
}
