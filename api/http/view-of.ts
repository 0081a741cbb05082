import type { z } from 'zod';

type ReadOnly<Value> = Value extends string | number | boolean
  ? Value
  : Value extends object
    ? { readonly [Name in keyof Value]: ReadOnly<Value[Name]> }
    : Value;

/** What an answer of this form is made of: a field that the form has and nobody fills is named by the compiler. */
export type ViewOf<Form extends z.ZodType> = ReadOnly<z.input<Form>>;
