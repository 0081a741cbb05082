import type { InsurerRegion, RefusalRule } from '../../../domain/insurer-region.ts';

const headCode = /^\W{0,2}([A-Za-z0-9][\w.-]*)/;
const endCode = /([A-Za-z0-9][\w.-]*)\W{0,2}$/;

/** The rule of the region that fits a refusal's text, with the code that stood in it; undefined for what its file does not list. */
export function refusalIn(
  region: InsurerRegion,
  text: string,
): { readonly rule: RefusalRule; readonly partyCode: string | undefined } | undefined {
  const said = text.trim();
  const rule = region.refusals.find((candidate) => fits(candidate, said));
  if (rule === undefined) return undefined;
  const coded = rule.at !== 'text' && rule.at !== 'empty';
  return { rule, partyCode: coded ? rule.says : undefined };
}

/** The rule for a code that stands in a field of its own. */
export function refusalByCode(region: InsurerRegion, code: string): RefusalRule | undefined {
  return region.refusals.find(({ at, says }) => at !== 'text' && at !== 'empty' && says === code);
}

function fits({ at, says }: RefusalRule, text: string): boolean {
  switch (at) {
    case 'head':
      return headCode.exec(text)?.[1] === says;
    case 'end':
      return endCode.exec(text)?.[1] === says;
    case 'inside':
      return text.split(/[^\w.-]+/).includes(says);
    case 'text':
      return text.includes(says);
    case 'empty':
      return text === '';
  }
}
