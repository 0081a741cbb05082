import { countyOffice } from '../../../county/seed/people-who-act.ts';
import type { Answer, Known } from './answer.ts';

const office = countyOffice;

/** How people answer where a patient has not paid: relief where nobody keeps a record, elsewhere the way to a record of arrears and out of it. */
export const ofDebts = {
  waive: (known) => relieved(known, 0, { source: 'charity' }),
  'write-off': (known) => relieved(known, 1, { reliefAskedOn: known.today }),
  'confirm-hardship': (known) =>
    known.planned.late === 'is-relieved' && known.roll('township', 4) === 0
      ? { confirmedOn: known.today, township: '城关镇', paper: '镇民〔2024〕3号' }
      : null,
  'apply-listing': ({ planned, today }) =>
    planned.scheme === 'linhe-2017' && planned.late !== null
      ? { means: 'income', paper: `工资单 ${planned.at}`, askedOn: today }
      : null,
  'serve-notice': ({ planned, today }) => ({
    ...{ way: 'letter', servedOn: today, receipt: `EMS ${planned.at}` },
  }),
  // What was answered once is not answered again in the same words.
  'record-objection': ({ item, planned, today, roll }) =>
    item.detail?.answers === 0 && roll('answer', 3) === 0
      ? { objectedBy: 'family', objectedOn: today, paper: `申辩 ${planned.at}` }
      : null,
  list: ({ planned }) => (isMalicious(planned) ? { office } : null),
  // The keeper finds every other objection right.
  'keep-listing': ({ planned }) => (planned.at % 2 === 0 ? { office } : null),
  unlist: ({ item, planned }) => {
    const paper = `卫健〔2024〕${planned.at}号`;
    if (item.code === 'arrears-objection')
      return planned.at % 2 === 0 ? null : { office, paper, ground: 'objection-upheld' };
    return isMalicious(planned) ? null : { office, paper, ground: 'unfounded' };
  },
} as const satisfies Record<string, Answer>;

/** Of those who answer the notice every other one is believed. */
function isMalicious({ late, at }: Known['planned']): boolean {
  return late !== 'answers' || at % 2 === 0;
}

function relieved(
  { item, planned, today }: Known,
  turn: 0 | 1,
  more: object,
): Readonly<Record<string, unknown>> | null {
  const fen = item.detail?.balanceFen;
  if (fen === undefined || planned.late !== 'is-relieved' || planned.at % 2 !== turn) return null;
  return { fen, approval: '院减〔2024〕7号', approvedOn: today, ...more };
}
