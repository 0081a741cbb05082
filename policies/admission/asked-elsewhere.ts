import type { Decision, Reason } from '../../domain/decision.ts';
import { entryOf } from '../../domain/entry.ts';
import type { KeeperDetail } from '../../domain/keeper-text.ts';
import {
  type RecordAnswer,
  type RecordAnswers,
  type RecordParty,
  recordAnswerKind,
  recordAnswerWords,
  recordParties,
  recordPartyWords,
} from '../../domain/record-answers.ts';
import type { Exclusion, SchemeVersion } from '../engine/scheme-version.ts';

/** A ground that a keeper of records is asked about instead of the window. */
export interface AskedGround {
  readonly ground: string;
  readonly keeper: RecordParty;
  readonly exclusion: Exclusion;
}

/** The grounds of a scheme that a keeper answers. */
export function askedGrounds({ exclusions }: Pick<SchemeVersion, 'exclusions'>): readonly AskedGround[] {
  return exclusions.flatMap((exclusion) =>
    exclusion.asks === undefined ? [] : [{ ground: exclusion.rule, keeper: exclusion.asks, exclusion }],
  );
}

/** The keepers who were silent at a decision that holds, and for whose answer it asks. */
export function awaitedKeepers(
  { conditions }: Pick<SchemeVersion, 'conditions'>,
  decision: Pick<Decision, 'conditions'> | null,
): readonly RecordParty[] {
  const asked = new Set(decision?.conditions.map(({ code }) => code));
  const kinds = new Set(
    conditions.flatMap(({ rule, when, record }) =>
      when === 'keeper-silent' && asked.has(rule) ? [record] : [],
    ),
  );
  return recordParties.filter((keeper) => kinds.has(recordAnswerKind(keeper)));
}

type Facts = Readonly<Record<string, boolean>>;

/** What the keeper said stands in the facts; what it and the window say differently, or it cannot say of this person, is nobody's fact. */
export function withAnswers(version: SchemeVersion, facts: Facts, answers: RecordAnswers): Facts {
  const told = new Map(Object.entries(facts));
  for (const { ground, keeper } of askedGrounds(version)) {
    const answer = entryOf(answers, keeper);
    if (answer === undefined) continue;
    if (isContested(answer, entryOf(facts, ground))) told.delete(ground);
    else told.set(ground, answer.kind === 'listed');
  }
  return Object.fromEntries(told);
}

/** Silence is no word against anybody; a window that found a record all the same is looked at by a person. */
function isContested({ kind }: RecordAnswer, ticked: boolean | undefined): boolean {
  switch (kind) {
    case 'listed':
      return ticked === false;
    case 'not-listed':
    case 'silent':
      return ticked === true;
    case 'same-name':
      return true;
  }
}

/**
 * The decision with what its keepers said: a record tells since when; what is contested goes to a person with both words, unless
 * something else refuses; who was silent is named in a condition, and refuses nobody.
 */
export function withKeepers(
  decision: Decision,
  version: SchemeVersion,
  { facts, answers }: { readonly facts: Facts; readonly answers: RecordAnswers },
): Decision {
  const asked = askedGrounds(version).flatMap((one) => {
    const answer = entryOf(answers, one.keeper);
    return answer === undefined ? [] : [{ ...one, answer, ticked: entryOf(facts, one.ground) }];
  });
  if (asked.length === 0) return decision;
  const listed = asked.filter(({ answer }) => answer.kind === 'listed');
  const told = { ...decision, reasons: decision.reasons.map((reason) => sinceWhen(reason, listed)) };
  if (told.outcome === 'refuse') return told;
  const contested = asked.filter(({ answer, ticked }) => isContested(answer, ticked));
  const conditions = [...told.conditions, ...silentConditions(version, asked)];
  if (contested.length === 0) return { ...told, conditions };
  const paths = new Set(contested.map(({ ground }) => `facts.${ground}`));
  return {
    ...{ ...told, conditions, outcome: 'review' },
    reasons: [...(told.outcome === 'review' ? told.reasons : []), ...contested.map(bothWords)],
    missing: told.missing.filter((path) => !paths.has(path)),
  };
}

/** The first that is contested, for whoever judges; null: nothing is. */
export function contestedDetail(
  version: SchemeVersion,
  facts: Facts,
  answers: RecordAnswers,
): KeeperDetail | null {
  for (const { ground, keeper } of askedGrounds(version)) {
    const [answer, ticked] = [entryOf(answers, keeper), entryOf(facts, ground)];
    if (answer !== undefined && isContested(answer, ticked))
      return { kind: 'keeper', keeper, found: answer.kind, ticked: ticked ?? null };
  }
  return null;
}

type Answered = AskedGround & { readonly answer: RecordAnswer; readonly ticked: boolean | undefined };

function sinceWhen(reason: Reason, listed: readonly Answered[]): Reason {
  const found = listed.find(({ ground }) => ground === reason.code);
  if (found?.answer.kind !== 'listed') return reason;
  const { zh, en } = recordPartyWords[found.keeper];
  const { since } = found.answer;
  return {
    ...reason,
    zh: `${reason.zh}：${zh}自${since}起记载`,
    en: `${reason.en}: ${en}, since ${since}`,
  };
}

/** Neither is taken for the truth. */
function bothWords({ exclusion, keeper, answer, ticked }: Answered): Reason {
  const { rule: code, article, zh, en } = exclusion;
  const window = ticked === undefined ? ['未填', 'nothing'] : ticked ? ['“是”', 'yes'] : ['“否”', 'no'];
  const [said, who] = [recordAnswerWords[answer.kind], recordPartyWords[keeper]];
  return {
    ...{ code, article },
    zh: `${zh}：须人工核实，窗口填${window[0]}，${who.zh}${said.zh}`,
    en: `${en}: a person must check, the window said ${window[1]}, ${who.en}: ${said.en}`,
  };
}

function silentConditions(version: SchemeVersion, asked: readonly Answered[]): readonly Reason[] {
  const silent = new Set<string>(
    asked.flatMap(({ keeper, answer, ticked }) =>
      answer.kind === 'silent' && !isContested(answer, ticked) ? [recordAnswerKind(keeper)] : [],
    ),
  );
  return version.conditions
    .filter(({ when, record }) => when === 'keeper-silent' && record !== undefined && silent.has(record))
    .map(({ rule: code, article, zh, en }) => ({ code, article, zh, en }));
}
