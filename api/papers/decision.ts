import type { Reason } from '../../domain/decision.ts';
import { type PaperFacts, type PaperOrGround, paperDay } from './paper-facts.ts';
import type { Block } from './pdf/sheet.ts';

/** The decision in plain words: outcome, every reason with its article, what is still to be done. */
export function decisionPaper({ whole }: Pick<PaperFacts, 'whole'>): PaperOrGround {
  const { stay, waiverEnd } = whole;
  const { decision, admittedOn, emergency, insuredStay } = stay;
  if (decision === null || decision.outcome === 'review') return 'not-decided';
  const admitted = decision.outcome === 'admit';
  const { conditions } = decision;
  return {
    ...{ day: admittedOn, about: '' },
    values: {
      endedOn: waiverEnd === null ? '' : paperDay(waiverEnd.endsOn),
      endedBy: waiverEnd === null ? '' : `${waiverEnd.reason.zh}（${waiverEnd.reason.article}）`,
    },
    parts: { reasons: reasonTable(decision.reasons), conditions: reasonTable(conditions) },
    flags: [
      decision.outcome,
      ...(insuredStay === null ? [] : ['insured']),
      ...(emergency ? ['emergency'] : []),
      ...(waiverEnd === null ? [] : ['ended']),
      ...(admitted && conditions.length > 0 ? ['conditions'] : []),
    ],
  };
}

function reasonTable(reasons: readonly Reason[]): readonly Block[] {
  return [
    {
      kind: 'table',
      columns: [
        { head: '序号', share: 0.7 },
        { head: '内容', share: 6.3 },
        { head: '依据', share: 3 },
      ],
      rows: reasons.map(({ zh, en, article }, at) => ({ cells: [String(at + 1), `${zh}\n${en}`, article] })),
    },
  ];
}
