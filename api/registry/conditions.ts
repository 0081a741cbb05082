import { z } from 'zod';
import { entityOf, lastName } from './names.ts';
import { Rejected } from './rejections.ts';

/** One condition of a query, whichever form it came in; all of them are joined by and. */
export interface Condition {
  readonly name: string;
  readonly operator: string;
  readonly value: unknown;
}

// Strict: a part that was passed over would make the answer wider than the question.
const part = z.strictObject({
  ...{ attribute_name: z.string(), operator: z.string(), attribute_value: z.unknown() },
});
const predicate = z
  .array(
    z.strictObject({
      seq_num: z.number().nullish(),
      expression1: part,
      condition: z.string().nullish(),
      expression2: part.nullish(),
    }),
  )
  .min(1)
  .max(20);
const identifier = z.strictObject({ type: z.string(), value: z.string() });
const nosql = z.strictObject({
  collection: z.string().nullish(),
  query: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
});
/** Clients write a list of predicates there too, with more or fewer of the standard's objects around it. */
const expression = z.union([
  z.array(z.unknown()),
  z.strictObject({
    type: z.string().nullish(),
    value: z.union([
      z.array(z.unknown()),
      z.strictObject({ expression: z.union([z.array(z.unknown()), nosql]) }),
    ]),
  }),
]);

/** Names of the identity number. */
export const identifiers: ReadonlySet<string> = new Set(['UIN', 'NationalID']);

/** The form that a filter has when its sender does not say. */
export function filterType(type: unknown, filter: unknown): unknown {
  if (type !== undefined) return type;
  if (Array.isArray(filter)) return 'predicate';
  return expression.safeParse(filter).success ? 'expression' : 'idtype-value';
}

/** The conditions of a query about records of a kind. Throws Rejected. */
export function conditionsOf(
  type: unknown,
  query: unknown,
  entity: 'Member' | 'Group',
): readonly Condition[] {
  switch (type) {
    case 'idtype-value': {
      const { type: name, value } = understood(identifier, query);
      if (!identifiers.has(lastName(name))) throw new Rejected('attribute-unsupported');
      return [{ name, operator: 'eq', value }];
    }
    case 'predicate':
      return predicates(query);
    case 'expression': {
      const { collection, conditions } = expressed(query);
      if (collection !== undefined && entityOf(collection) !== entity)
        throw new Rejected('record-type-unsupported');
      return Array.isArray(conditions) ? predicates(conditions) : joined(conditions);
    }
    default:
      throw new Rejected('query-type-unsupported');
  }
}

/** Which kind of record an expression is about; undefined where it does not say, or is none. */
export function collectionOf(type: unknown, query: unknown): string | undefined {
  return type === 'expression' ? expressed(query).collection : undefined;
}

interface Expressed {
  readonly collection?: string | undefined;
  readonly conditions: unknown[] | Readonly<Record<string, unknown>>;
}

function expressed(query: unknown): Expressed {
  const read = understood(expression, query);
  if (Array.isArray(read)) return { conditions: read };
  if (Array.isArray(read.value)) return { conditions: read.value };
  const { expression: inner } = read.value;
  if (Array.isArray(inner)) return { conditions: inner };
  return { collection: inner.collection ?? undefined, conditions: inner.query };
}

function predicates(query: unknown): readonly Condition[] {
  return understood(predicate, query).flatMap(({ condition, expression1, expression2 }) => {
    if ((condition ?? 'and') !== 'and') throw new Rejected('query-unreadable');
    return [expression1, ...(expression2 == null ? [] : [expression2])].map((one) => ({
      ...{ name: one.attribute_name, operator: one.operator, value: one.attribute_value },
    }));
  });
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

function understood<Shape>(shape: z.ZodType<Shape>, value: unknown): Shape {
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new Rejected('query-unreadable');
  return parsed.data;
}
