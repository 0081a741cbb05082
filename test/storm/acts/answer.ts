import type { Dice } from '../../../county/people/dice.ts';
import type { LocalDate } from '../../../domain/dates.ts';
import type { PlannedStay } from '../planned-stay.ts';
import type { Papers } from './papers.ts';
import type { WaitingItem } from './waiting-item.ts';

/** What somebody knows who looks into a case. */
export interface Known {
  readonly item: WaitingItem;
  readonly planned: PlannedStay;
  readonly today: LocalDate;
  /** Another throw at every try. */
  readonly roll: Dice;
  readonly papers: Papers;
}

type Asked = Readonly<Record<string, unknown>> | null;

/** What a person asks for beside kind, step, evidence and revision; null: they would not do that here. */
export type Answer = (known: Known) => Asked | Promise<Asked>;
