import { invariant } from '../domain/invariant.ts';
import { type Acts, waysOfLine } from './acts.ts';
import { firstActs } from './first-acts.ts';
import { countyOf, type County as Place } from './people/counties.ts';
import { type Dice, diceOf } from './people/dice.ts';
import { peopleOfPlace, surelyCovered } from './people/surely-covered.ts';
import { type Ward, wards } from './wards.ts';

/** Every so many admissions one stay meets an insurer that is switched off while it is settled. */
const troubleEvery = 8;

/** What the stay of this number is made of: the first ones are told, all that is not told comes of the dice. */
export function actsOf(salt: number, serial: number): Acts {
  const roll = diceOf(salt, serial);
  const told = firstActs[serial - 1];
  if (told === undefined) return rolled(roll, wardOf(roll), serial % troubleEvery === 2);
  const { at, ...acts } = told;
  const ward = wards.find(({ institution }) => institution === at);
  invariant(ward !== undefined, 'a first stay is of a ward');
  // One after the other, so that no two of a place are of one person.
  const person = surelyCovered(countyOf(ward.slug), (salt % peopleOfPlace) + serial);
  return { ...rolled(roll, ward, acts.insurerAway === true), ...asAlways, ...acts, person };
}

/** Nothing out of the common but what is told. */
const asAlways = {
  ...{ courtLists: false, groundFound: false, deskForgets: false, otherCertificate: null },
  ownPart: 'at-once',
} as const satisfies Omit<Acts, Diced>;

/** What the dice give a first stay too, where it is not told. */
type Diced = 'ward' | 'place' | 'person' | 'insurerAway' | 'days' | 'bill' | 'wayOfLine';

function rolled(roll: Dice, ward: Ward, insurerAway: boolean): Acts {
  const place = countyOf(ward.slug);
  const courtLists = ward.courtLists === true && !insurerAway && roll('court', 4) === 0;
  const totalFen = 300_000 + roll('total', 3_000_000);
  const never = ward.debtors === true && roll('debtor', 3) === 0;
  return {
    ...{ ward, place, insurerAway, courtLists },
    // Person 0 of a place is covered for certain.
    person: insurerAway ? 0 : whom(roll, place),
    otherCertificate: insurerAway || roll('certificate', 12) > 0 ? null : roll('other', 100),
    groundFound: !courtLists && roll('ground', 3) === 0,
    deskForgets: ward.forgetful === true && !insurerAway && roll('forgets', 2) === 0,
    days: insurerAway ? 1 : 2 + roll('days', 9),
    bill: {
      ...{ totalFen, outOfPolicyFen: Math.floor((totalFen * roll('outside', 12)) / 100) },
      // What was paid on account would be too much beside what the insurer takes of the patient's account.
      accountUsed: !insurerAway && ward.daily !== true && roll('uses the account', 2) === 0,
    },
    wayOfLine: waysOfLine[roll('paid from the line', waysOfLine.length)] ?? 'consents',
    ownPart: ward.instalments === true ? 'instalments' : never ? 'never' : 'at-once',
  };
}

/** In Dalian few have the bank's line without which nobody is admitted: half of its patients are of these. */
function whom(roll: Dice, place: Place): number {
  const person = roll('person', peopleOfPlace);
  return place.creditLine > 0 && roll('surely covered', 2) === 0 ? surelyCovered(place, person) : person;
}

function wardOf(roll: Dice): Ward {
  const ward = wards[roll('ward', wards.length)];
  invariant(ward !== undefined, 'the dice name a ward');
  return ward;
}
