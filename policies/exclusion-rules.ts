import type { FactSource, Finding } from './admission-facts.ts';
import { exclusionCodes } from './codes.ts';
import type { Exclusion, SchemeVersion } from './engine/scheme-version.ts';
import type { DecisionRequest } from './requests.ts';

/** What stands against the stay. An excluded item or cost never ends the benefit; an unlisted cause of an open list goes to a person. */
export function checkExclusions(
  scheme: SchemeVersion,
  request: DecisionRequest,
  facts: FactSource,
): readonly Finding[] {
  const listed = scheme.exclusions.flatMap((exclusion) => checkListed(exclusion, request, facts));
  const names = new Set<string>(scheme.exclusions.map((exclusion) => exclusion.rule));
  const unlisted = Object.entries(request.facts ?? {}).flatMap(([code, stated]) =>
    stated && !names.has(code) ? checkUnlisted(scheme, code) : [],
  );
  return [...listed, ...unlisted];
}

function checkListed(exclusion: Exclusion, request: DecisionRequest, facts: FactSource): readonly Finding[] {
  const { rule: code, effect, article, zh, en } = exclusion;
  const path = `facts.${code}`;
  const stated = request.facts?.[code];
  // Items and costs show in the bill; nobody has to know them on the admission day.
  const applies = effect === 'not-payable' ? (stated ?? false) : facts.assumable(stated, path, false);
  if (applies !== true) return [];
  const reason = { code, article, zh, en };
  switch (effect) {
    case 'not-payable':
      return [{ kind: 'not-payable', reason }];
    case 'review':
      return [{ kind: 'review', reason }];
    case 'no-entry':
    case 'waiver-lost': {
      if (exclusion.emergency === 'applies') return [{ kind: 'refuse', reason }];
      const emergency = facts.assumable(request.emergency, 'emergency', false);
      if (emergency === undefined) return [];
      return emergency ? [{ kind: 'condition', when: 'emergency-arrears' }] : [{ kind: 'refuse', reason }];
    }
  }
}

/** A ground that the hub knows and this scheme does not name. */
function checkUnlisted(scheme: SchemeVersion, code: string): readonly Finding[] {
  const known = exclusionCodes[code];
  if (known === undefined) return [];
  const open = scheme.openLists.find((list) => list.level === known.level);
  if (open === undefined) return [];
  const reason = {
    code,
    article: open.article,
    zh: `${known.zh}：${open.zh}`,
    en: `${known.en}: ${open.en}`,
  };
  return [{ kind: 'review', reason }];
}
