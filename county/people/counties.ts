import type { Membership } from '../../adapters/simulation.ts';
import { type LocalDate, localDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';

/** A county of the box: where its people live and what its offices know of them. Shares are per mille and invented. */
export interface County {
  readonly slug: string;
  /** Division of the households. */
  readonly division: string;
  /** First six digits of identity numbers by day of birth: the first entry whose `before` lies after the birth counts. */
  readonly prefixes: readonly { readonly prefix: string; readonly before: LocalDate | null }[];
  readonly towns: readonly string[];
  readonly insurance: {
    readonly employee: number;
    readonly resident: number;
    readonly suspended: number;
  };
  readonly categories: readonly ListedShare[];
  /** It keeps no list of its own. */
  readonly listedByCity?: true;
  /** People with a bank credit line. */
  readonly creditLine: number;
  readonly mongolian: number;
}

export interface ListedShare {
  readonly agency: Membership['agency'];
  readonly category: string;
  readonly label: string;
  readonly share: number;
  /** Only people below this age (years) at the end of 2025. */
  readonly below?: number;
}

const civil = (category: string, label: string, share: number): ListedShare => ({
  agency: 'civil-affairs',
  category,
  label,
  share,
});

const rural = (category: string, label: string, share: number): ListedShare => ({
  agency: 'rural-revitalization',
  category,
  label,
  share,
});

const always = (prefix: string) => [{ prefix, before: null }];

export const counties: readonly County[] = [
  {
    slug: 'kaizhou',
    division: '500154',
    // Kai county became Kaizhou district on that day; whoever was registered before keeps the old digits.
    prefixes: [
      { prefix: '500234', before: localDate('2016-07-22') },
      { prefix: '500154', before: null },
    ],
    towns: ['汉丰街道', '临江镇', '温泉镇', '长沙镇', '郭家镇', '南门镇'],
    insurance: { employee: 120, resident: 840, suspended: 20 },
    categories: [
      civil('subsistence-allowance', '低保对象', 30),
      civil('extreme-poverty', '特困人员', 8),
      civil('subsistence-marginal', '低保边缘户', 10),
      rural('relapse-prone', '易返贫致贫人口', 6),
      rural('unstable-exit', '脱贫不稳定户', 8),
      rural('marginal-prone', '边缘易致贫户', 8),
      rural('sudden-hardship', '突发严重困难户', 4),
    ],
    creditLine: 0,
    mongolian: 0,
  },
  {
    slug: 'linhe',
    division: '150802',
    prefixes: [
      { prefix: '152801', before: localDate('2004-01-01') },
      { prefix: '150802', before: null },
    ],
    towns: ['干召庙镇', '双河镇', '狼山镇', '新华镇', '八一乡'],
    insurance: { employee: 150, resident: 820, suspended: 10 },
    categories: [
      rural('registered-poor', '建档立卡贫困人口', 40),
      civil('subsistence-allowance', '低保对象', 20),
    ],
    creditLine: 0,
    mongolian: 90,
  },
  {
    slug: 'shanzhou',
    division: '411203',
    prefixes: [
      { prefix: '411222', before: localDate('2016-01-01') },
      { prefix: '411203', before: null },
    ],
    towns: ['大营镇', '原店镇', '西张村镇', '观音堂镇', '张汴乡'],
    insurance: { employee: 130, resident: 840, suspended: 10 },
    categories: [
      rural('registered-poor', '建档立卡贫困人口', 40),
      civil('extreme-poverty', '特困人员', 8),
      civil('subsistence-allowance', '低保对象', 30),
      { ...civil('child-in-difficulty', '困境儿童', 30), below: 18 },
    ],
    creditLine: 0,
    mongolian: 0,
  },
  {
    slug: 'zaoqiang',
    division: '131121',
    prefixes: always('131121'),
    towns: ['枣强镇', '恩察镇', '大营镇', '嘉会镇', '马屯镇'],
    insurance: { employee: 600, resident: 370, suspended: 20 },
    categories: [],
    creditLine: 0,
    mongolian: 0,
  },
  {
    slug: 'dalian',
    division: '210200',
    prefixes: ['210202', '210203', '210204', '210211'].flatMap(always),
    towns: ['中山区', '西岗区', '沙河口区', '甘井子区', '金州区'],
    insurance: { employee: 550, resident: 420, suspended: 20 },
    categories: [],
    creditLine: 80,
    mongolian: 0,
  },
  {
    // The seat of Sanmenxia: no paper of its own, so the city's adoption holds; the city's lists name its people.
    slug: 'hubin',
    division: '411202',
    prefixes: always('411202'),
    towns: ['车站街道', '湖滨街道', '涧河街道', '交口乡', '高庙乡'],
    insurance: { employee: 300, resident: 670, suspended: 10 },
    categories: [
      rural('registered-poor', '建档立卡贫困人口', 10),
      civil('extreme-poverty', '特困人员', 4),
      civil('subsistence-allowance', '低保对象', 20),
      { ...civil('child-in-difficulty', '困境儿童', 20), below: 18 },
    ],
    listedByCity: true,
    creditLine: 0,
    mongolian: 0,
  },
];

/** The county of that name. Throws InvariantError for one that is not in the box. */
export function countyOf(slug: string): County {
  const found = counties.find((county) => county.slug === slug);
  invariant(found !== undefined, 'the county is in the box');
  return found;
}

/** The lists of the box: who keeps them and whose people they hold. */
export const lists: readonly {
  readonly id: ListId;
  readonly agency: Membership['agency'];
  readonly divisions: readonly string[];
}[] = [
  ...counties
    .filter(({ categories, listedByCity }) => categories.length > 0 && listedByCity !== true)
    .flatMap((county) => listsOf(county.slug, [county.division])),
  // The province and the city keep lists of their own over the same people.
  ...listsOf('sanmenxia', ['411200', '411202', '411203']),
  ...listsOf('henan', ['410000', '411200', '411202', '411203']),
];

/** Divisions of an agency's list; undefined when the agency does not keep it. */
export function divisionsOf(agency: Membership['agency']): (list: string) => readonly string[] | undefined {
  return (list) => lists.find((kept) => kept.id === list && kept.agency === agency)?.divisions;
}

function listsOf(slug: string, divisions: readonly string[]) {
  return (['civil-affairs', 'rural-revitalization'] as const).map((agency) => ({
    id: `${slug}-${agency}` as ListId,
    agency,
    divisions,
  }));
}
