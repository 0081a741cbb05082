import type { LocalDate } from '../../domain/dates.ts';
import type { Reason } from '../../domain/decision.ts';
import { entryOf } from '../../domain/entry.ts';
import type { Words } from '../../domain/words.ts';
import { categories, regions } from '../codes/codes.ts';
import type { NamedCategory, Standing } from './list-standing.ts';
import type { ReviewCode } from './review-codes.ts';

/** Which category the decision rests on, by whose list of which day, and what else the person is. */
export function categoryListed({
  held,
  cited,
  stale,
  day,
}: {
  readonly held: readonly Standing[];
  readonly cited: NamedCategory;
  readonly stale: boolean;
  readonly day: LocalDate;
}): Reason {
  const { authority } = held.find(({ code }) => code === cited.code) as Standing;
  const name = words(cited.code);
  const place = placeOf(cited);
  const others = held.filter(({ code }) => code !== cited.code).map(({ code }) => words(code));
  const also = others.length === 0 ? undefined : others;
  const asOf = cited.listAsOf;
  const [dayZh, dayEn] = asOf === undefined ? ['', ''] : [`，名单截至 ${asOf}`, `, listed as of ${asOf}`];
  const later = asOf !== undefined && asOf > day;
  const [doubtZh, doubtEn] = stale
    ? ['，未核实', ', unverified']
    : later
      ? ['，晚于入院日', ', after the admission day']
      : ['', ''];
  return {
    code: 'category-listed',
    article: authority.article,
    zh: `所据类别：${name.zh}${place.zh}${dayZh}${doubtZh}；${authority.zh}${also ? `；同时属于${also.map(({ zh }) => zh).join('、')}` : ''}`,
    en: `by the category: ${name.en}${place.en}${dayEn}${doubtEn}; ${authority.en}${also ? `; also: ${also.map(({ en }) => en).join(', ')}` : ''}`,
  };
}

/** Why a person must look at a category that some list names. */
export function categoryDisputed(standing: Standing): Reason {
  const { code, authority } = standing;
  const name = words(code);
  const why = standing.kind === 'disputed' ? whys[standing.because] : whys['other-agency'];
  return {
    code: 'category-disputed' satisfies ReviewCode,
    article: authority.article,
    zh: `须人工核实：${name.zh}${why.zh}；${authority.zh}`,
    en: `a person must check: ${name.en} ${why.en}; ${authority.en}`,
  };
}

const whys = {
  'other-agency': {
    zh: '只由其他部门的名单列出，认定部门的名单未列',
    en: 'is named by another office only, not by the one that determines it',
  },
  elsewhere: {
    zh: '只由外地的名单列出，本地的名单未列',
    en: 'is named by a list of another place only',
  },
  removed: {
    zh: '已由就近的名单退出，上级的名单仍列',
    en: 'was struck out by the nearer list and is still named by the wider one',
  },
} as const;

function words(code: string): Words {
  return entryOf(categories, code) ?? { zh: code, en: code };
}

function placeOf({ listedBy }: NamedCategory): Words {
  if (listedBy === undefined) return { zh: '', en: '' };
  const place = entryOf(regions, listedBy.division) ?? { zh: listedBy.division, en: listedBy.division };
  return { zh: `（${place.zh}）`, en: ` (${place.en})` };
}
