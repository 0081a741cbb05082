import { z } from 'zod';
import type { CountyClock } from '../../domain/clock.ts';
import { type Instant, instant, isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { type IdentityNumber, parseIdentityNumber } from '../../domain/identity-number.ts';
import type { ListId } from '../../domain/ids.ts';
import { categoryCodes } from '../../policies/codes/codes.ts';
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

interface Condition {
  readonly name: string;
  readonly operator: string;
  readonly value: unknown;
}

const part = z.object({ attribute_name: z.string(), operator: z.string(), attribute_value: z.unknown() });
const predicate = z
  .array(
    z.object({
      seq_num: z.number().optional(),
      expression1: part,
      condition: z.string().optional(),
      expression2: part.optional(),
    }),
  )
  .min(1)
  .max(20);
const identifier = z.object({ type: z.string(), value: z.string() });
const expression = z.object({
  value: z.object({
    expression: z.object({ collection: z.string().optional(), query: z.record(z.string(), z.unknown()) }),
  }),
});

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

/** The form that a filter has when its sender does not say. */
export function filterType(type: unknown, filter: unknown): unknown {
  if (type !== undefined) return type;
  if (Array.isArray(filter)) return 'predicate';
  return expression.safeParse(filter).success ? 'expression' : 'idtype-value';
}

function conditionsOf(type: unknown, query: unknown, entity: string): readonly Condition[] {
  switch (type) {
    case 'idtype-value': {
      const { type: name, value } = understood(identifier, query);
      if (!identifiers.has(lastName(name))) throw new Rejected('attribute-unsupported');
      return [{ name, operator: 'eq', value }];
    }
    case 'predicate':
      return understood(predicate, query).flatMap(({ condition, expression1, expression2 }) => {
        if (condition !== undefined && condition !== 'and') throw new Rejected('query-unreadable');
        return [expression1, ...(expression2 === undefined ? [] : [expression2])].map((one) => ({
          ...{ name: one.attribute_name, operator: one.operator, value: one.attribute_value },
        }));
      });
    case 'expression': {
      const { collection = entity, query: conditions } = understood(expression, query).value.expression;
      if (lastName(collection) !== entity) throw new Rejected('record-type-unsupported');
      return joined(conditions);
    }
    default:
      throw new Rejected('query-type-unsupported');
  }
}

/** `{$and: [{a: {$eq: 1}}, …]}`, or the conditions side by side. */
function joined(query: Readonly<Record<string, unknown>>): readonly Condition[] {
  return Object.entries(query).flatMap(([name, value]) => {
    if (name === '$and') return understood(z.array(z.record(z.string(), z.unknown())), value).flatMap(joined);
    if (name.startsWith('$')) throw new Rejected('query-unreadable');
    if (typeof value !== 'object' || value === null) return [{ name, operator: 'eq', value }];
    const operators = Object.entries(value);
    if (operators.length !== 1) throw new Rejected('query-unreadable');
    return operators.map(([operator, operand]) => ({
      ...{ name, operator: operator.replace(/^\$/, ''), value: operand },
    }));
  });
}

const identifiers = new Set(['UIN', 'NationalID']);

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

/** A name without its vocabulary: the standard writes `spdci-common:RegistryEventType:…` as well as the bare name. */
export function lastName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function understood<Shape>(shape: z.ZodType<Shape>, value: unknown): Shape {
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new Rejected('query-unreadable');
  return parsed.data;
}
