import type { CountyPerson, Membership } from '../../adapters/simulation.ts';
import { addDays, daysBetween, type LocalDate, localDate } from '../../domain/dates.ts';
import { identityCheckDigit, parseIdentityNumber } from '../../domain/identity-number.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen, zeroFen } from '../../domain/money.ts';
import type { InsuranceCover } from '../../domain/stay.ts';
import type { County, ListedShare } from './counties.ts';
import { type Dice, diceOf } from './dice.ts';
import { personName } from './names.ts';

const firstBirth = localDate('1936-01-01');
const lastBirth = localDate('2025-12-31');
const days = daysBetween(firstBirth, lastBirth) + 1;
const orders = 999;
const slots = days * orders;
// Coprime to the number of slots, so that the walk meets every birth day and order number once.
const stride = 7_368_787;

/**
 * The n-th person of a county, from 0. A pure function of seed and n; no two people share an identity number. Person 0 is
 * one whom the county's scheme covers: an adult in good standing, on the county's first list, with a credit line in Dalian.
 * Throws InvariantError when birth days and order numbers are used up (32 million people).
 */
export function personOf(county: County, seed: number, index: number): CountyPerson {
  invariant(Number.isSafeInteger(index) && index >= 0 && index < slots, 'the county is full');
  const dice = diceOf(seed + Number(county.division), index);
  const covered = index === 0;
  const { number, birthDate, sex } = identity(county, seed, index);
  const insurance = covered ? firstCover(county) : cover(county, dice);
  const town = county.towns[dice('town', county.towns.length)] ?? '';
  return {
    idNumber: number,
    name: personName(dice, { sex, mongolianPerMille: county.mongolian }),
    sex,
    birthDate,
    division: county.division,
    address: `${town}${dice('village', 20) + 1}村${dice('group', 9) + 1}组`,
    // 100… is no mobile number: nobody can be called by mistake.
    phone: `1000${String(dice('phone', 10_000_000)).padStart(7, '0')}`,
    household: `${county.division}-${String(Math.floor(index / 3)).padStart(7, '0')}`,
    insurance,
    accounts: insurance.type === '310' ? employeesAccount(dice) : undefined,
    memberships: covered ? firstMembership(county) : memberships(county, { dice, birthDate }),
    creditLine: covered || dice('credit', 1000) < county.creditLine ? creditLine(county, dice) : null,
  };
}

/** People of one county or several, `size` in all, taken from the counties in turn. */
export function* population(options: {
  readonly seed: number;
  readonly size: number;
  readonly counties: readonly County[];
}): Generator<CountyPerson> {
  const { seed, size, counties } = options;
  for (let made = 0; made < size; made++) {
    const county = counties[made % counties.length];
    if (county === undefined) return;
    yield personOf(county, seed, Math.floor(made / counties.length));
  }
}

function identity(county: County, seed: number, index: number) {
  // Person 0 is born between 1963 and 1990.
  const offset = 10_000 + diceOf(seed, 0)(county.slug, 10_000);
  const slot = (offset + ((index * stride) % slots)) % slots;
  const birthDate = addDays(firstBirth, slot % days);
  const order = String(Math.floor(slot / days) + 1).padStart(3, '0');
  const prefixes = county.prefixes.filter(({ before }) => before === null || birthDate < before);
  const dated = prefixes[0]?.before !== null;
  const chosen = dated ? prefixes[0] : prefixes[slot % prefixes.length];
  const first17 = `${chosen?.prefix}${birthDate.replaceAll('-', '')}${order}`;
  const parsed = parseIdentityNumber(first17 + identityCheckDigit(first17));
  invariant(parsed.ok, 'a made identity number is valid');
  return parsed;
}

function firstCover({ division, slug }: County): InsuranceCover {
  return { type: slug === 'zaoqiang' ? '310' : '390', status: 'active', division };
}

function cover({ division, insurance }: County, dice: Dice): InsuranceCover {
  const roll = dice('insurance', 1000);
  const { employee, resident, suspended } = insurance;
  if (roll < employee) return { type: '310', status: 'active', division };
  if (roll < employee + resident) return { type: '390', status: 'active', division };
  if (roll < employee + resident + suspended) return { type: '390', status: 'suspended', division };
  return { type: null, status: 'none', division: null };
}

function firstMembership({ categories }: County): readonly Membership[] {
  const [first] = categories;
  return first === undefined ? [] : [held(first, localDate('2017-01-01'), null)];
}

function memberships(
  { categories }: County,
  { dice, birthDate }: { readonly dice: Dice; readonly birthDate: LocalDate },
): readonly Membership[] {
  const age = 2025 - Number(birthDate.slice(0, 4));
  return categories
    .filter((listed) => age < (listed.below ?? 200) && dice(listed.category, 1000) < listed.share)
    .map((listed) => {
      const drawn = addDays(localDate('2017-01-01'), dice(`${listed.category}/since`, 3_000));
      const since = drawn < birthDate ? birthDate : drawn;
      const open = dice(`${listed.category}/open`, 100) < 85;
      return held(listed, since, open ? null : addDays(since, 200 + dice(`${listed.category}/until`, 3_000)));
    });
}

function held(
  { agency, category, label }: ListedShare,
  since: LocalDate,
  until: LocalDate | null,
): Membership {
  return { agency, category, label, since, until };
}

/** Only employees have an account of their own; up to 3,000 yuan are in it. */
function employeesAccount(dice: Dice): CountyPerson['accounts'] {
  return { ownFen: fen(dice('account', 3_000) * 100), familyFen: zeroFen };
}

function creditLine(county: County, dice: Dice): CountyPerson['creditLine'] {
  if (county.creditLine === 0) return null;
  // Dalian's bank grants 5,000 to 20,000 yuan.
  const openedOn = addDays(localDate('2022-05-01'), dice('opened', 1_000));
  return { openedOn, limitFen: fen((5 + dice('limit', 16)) * 1_000_00) };
}
