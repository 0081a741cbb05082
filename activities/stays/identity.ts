import type { InsuredRecord } from '../../adapters/medical-insurance/port.ts';
import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { IdentityDoubt, InsurerOnName } from '../../domain/identity-doubt.ts';
import type { ListId } from '../../domain/ids.ts';
import { insurerSource, type PersonIdentity, type SpeltNames, windowSource } from '../../domain/person.ts';
import { sameName } from '../../domain/person-name.ts';
import type { IdentifiedFacts } from '../../domain/stay.ts';
import type { Cover } from '../../store/stays/records.ts';
import type { ActivityParts } from '../parts.ts';

/** What window, lists and insurer make of the person of a stay. */
export interface JudgedIdentity {
  /** Null: two independent sources say the name, and nobody whose word counts says otherwise. */
  readonly doubt: IdentityDoubt | null;
  /** Lists that spell the name otherwise than the window and the insurer, who agree. */
  readonly misspelt: readonly ListId[];
  /** The person has no resident number. */
  readonly withoutNumber: boolean;
}

/**
 * Holds the window's name against everybody else's. A name is agreed when two independent sources say it: the window, and the
 * insurer or a list. The insurer's "no such person" says that somebody is not insured only of an agreed name.
 */
export async function judgeIdentity(
  parts: Pick<ActivityParts, 'people' | 'households'>,
  stay: IdentifiedFacts,
  told: {
    /** As the window gave it; null: version 0.1.0 kept none. */
    readonly given: string | null;
    readonly record: InsuredRecord;
    readonly listed: Pick<Cover, 'categories' | 'endedCategories'>;
  },
): Promise<JudgedIdentity> {
  const known = await parts.people.open(stay.personRef);
  const name = told.given ?? known.name;
  const withoutNumber = known.idNumber === null;
  const said = spellings(known, told.listed);
  const insurer = insurerSays(name, told.record);
  const lists = Object.entries(said).filter(([by]) => by !== windowSource && by !== insurerSource);
  if (insurer === 'same-name') {
    const misspelt = lists.flatMap(([by, spelt]) => (sameName(spelt, name) ? [] : [by as ListId]));
    // A slip in the first name that was ever seen ends here.
    if (!sameName(known.name, name))
      await parts.people.agreeOnName(stay.personRef, name, [windowSource, insurerSource]);
    return { doubt: null, misspelt, withoutNumber };
  }
  const others = differing(name, { said, insurer, recordName: told.record.name });
  const seconded = lists.length > 0 || insurer === 'no-name';
  if (seconded && others.length === 0) return { doubt: null, misspelt: [], withoutNumber };
  const relative = await hasRelative(parts, stay, name);
  return { doubt: { insurer, others, relative }, misspelt: [], withoutNumber };
}

/** A doubt as people read it where a stay waits: who, and no spelling. */
export function doubtDetail({ insurer, others, relative }: IdentityDoubt): AttentionDetail {
  return { kind: 'identity', insurer, otherwise: others.map(({ by }) => by), relative };
}

/** Version 0.1.0 did not keep who spelt a name: a list's word came over the window's. */
function spellings(
  known: PersonIdentity,
  { categories, endedCategories = [] }: Pick<Cover, 'categories' | 'endedCategories'>,
): SpeltNames {
  if (known.saidBy !== undefined) return known.saidBy;
  const [line] = [...categories, ...endedCategories];
  return { [line?.listId ?? windowSource]: known.name };
}

function insurerSays(name: string, record: InsuredRecord): InsurerOnName {
  if (record.personNo === null) return 'person-unknown';
  if (record.name === null) return 'no-name';
  return sameName(record.name, name) ? 'same-name' : 'other-name';
}

/**
 * Who spells the name otherwise. An insurer that knows nobody may have looked for these very characters: then a list that writes
 * the same name with others is to be tried first.
 */
function differing(
  name: string,
  told: {
    readonly said: SpeltNames;
    readonly insurer: InsurerOnName;
    readonly recordName: string | null;
  },
): IdentityDoubt['others'] {
  const { said, insurer, recordName } = told;
  const same = (spelt: string): boolean =>
    insurer === 'person-unknown' ? spelt.trim() === name.trim() : sameName(spelt, name);
  const others = Object.entries(said).filter(([, spelt]) => !same(spelt));
  // The window of an earlier stay is no other source, and does not stand against two.
  const alone = Object.entries(said).every(([by, spelt]) => by === windowSource || !same(spelt));
  const counted = others.filter(([by]) => by !== insurerSource || recordName === null);
  const words = counted.filter(([by]) => alone || by !== windowSource);
  const now =
    insurer === 'other-name' && recordName !== null ? [{ by: insurerSource, name: recordName }] : [];
  return [...words.map(([by, spelt]) => ({ by, name: spelt })), ...now];
}

/** Whether somebody of the household of the number's person has the given name: a spouse's or a child's number is easily taken. */
async function hasRelative(
  { people, households }: Pick<ActivityParts, 'people' | 'households'>,
  { personRef, admittedOn: on }: IdentifiedFacts,
  name: string,
): Promise<boolean> {
  const found = await households.householdsOf({ personRef, on });
  const refs = new Set(found.flatMap(({ others }) => others.map((other) => other.personRef)));
  for (const ref of refs) {
    const other = await people.open(ref);
    const spelt = [other.name, ...Object.values(other.saidBy ?? {})];
    if (spelt.some((one) => sameName(one, name))) return true;
  }
  return false;
}
