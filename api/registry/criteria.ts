import { z } from 'zod';
import type { CountyClock } from '../../domain/clock.ts';
import { type Instant, instant, isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { type IdentityNumber, parseIdentityNumber } from '../../domain/identity-number.ts';
import type { ListId } from '../../domain/ids.ts';
import { categoryCodes } from '../../policies/codes/codes.ts';
import { type Condition, conditionsOf, identifiers } from './conditions.ts';
import { lastName } from './names.ts';
import { Rejected } from './rejections.ts';

/** What is asked for, whichever of the standard's three forms it came in. */
export interface Criteria {
  readonly idNumber?: IdentityNumber;
  readonly categories?: readonly string[];
  readonly lists?: readonly ListId[];
  /** The day that is asked about; today when it is left out. */
  readonly on?: LocalDate;
  /** As known at that moment; all that is known now when it is left out. */
  readonly knownAt?: Instant;
}

/** Reads a query or a filter about records of a kind. Throws Rejected: what is not understood is never taken for everything or nothing. */
export function readCriteria(
  {
    type,
    query,
    entity,
  }: { readonly type: unknown; readonly query: unknown; readonly entity: 'Member' | 'Group' },
  clock: Pick<CountyClock, 'now' | 'today'>,
): Criteria {
  let criteria: Criteria = {};
  for (const condition of conditionsOf(type, query, entity)) {
    const read = readCondition(condition, clock);
    if (Object.keys(read).some((key) => key in criteria)) throw new Rejected('attribute-twice');
    criteria = { ...criteria, ...read };
  }
  return criteria;
}

function readCondition(
  { name, operator, value }: Condition,
  clock: Pick<CountyClock, 'now' | 'today'>,
): Criteria {
  const attribute = lastName(name);
  const several = attribute === 'category' || attribute === 'list_id';
  if (operator !== 'eq' && !(operator === 'in' && several)) throw new Rejected('operator-unsupported');
  if (identifiers.has(attribute)) return { idNumber: identityOf(value) };
  switch (attribute) {
    case 'category':
      return { categories: categoriesOf(operator, value) };
    case 'list_id':
      return { lists: textsOf(operator, value) as readonly ListId[] };
    case 'as_of': {
      const [day = ''] = textsOf(operator, value);
      if (!isLocalDate(day)) throw new Rejected('value-invalid');
      if (day > clock.today()) throw new Rejected('moment-in-future');
      return { on: day };
    }
    case 'known_at': {
      const knownAt = momentOf(textsOf(operator, value)[0]);
      if (knownAt === undefined) throw new Rejected('value-invalid');
      if (knownAt > clock.now()) throw new Rejected('moment-in-future');
      return { knownAt };
    }
    default:
      throw new Rejected('attribute-unsupported');
  }
}

function identityOf(value: unknown): IdentityNumber {
  const parsed = typeof value === 'string' ? parseIdentityNumber(value) : undefined;
  if (parsed?.ok !== true) throw new Rejected('identity-invalid');
  return parsed.number;
}

/** Codes only: what nobody knows would find nothing, and might say anything. */
function categoriesOf(operator: string, value: unknown): readonly string[] {
  const categories = textsOf(operator, value);
  const known: readonly string[] = categoryCodes;
  if (!categories.every((code) => known.includes(code))) throw new Rejected('value-invalid');
  return categories;
}

const text = z.string().min(1).max(99);

function textsOf(operator: string, value: unknown): readonly string[] {
  const parsed = (operator === 'in' ? z.array(text).min(1).max(50) : text).safeParse(value);
  if (!parsed.success) throw new Rejected('value-invalid');
  return typeof parsed.data === 'string' ? [parsed.data] : parsed.data;
}

/** An RFC 3339 moment with an offset; undefined for anything else. */
export function momentOf(value: unknown): Instant | undefined {
  try {
    return typeof value === 'string' ? instant(value) : undefined;
  } catch {
    return undefined;
  }
}
