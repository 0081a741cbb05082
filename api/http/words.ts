/** The words that bodies of the door are made of: strict, amounts in fen. */
import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import type { Fen } from '../../domain/money.ts';
import { unseenCharacter } from '../../domain/unseen-characters.ts';
import { isDivision } from '../../policies/codes/codes.ts';
import { coded } from './field-errors.ts';

/** A day 'YYYY-MM-DD' in Asia/Shanghai. */
export const day = z
  .string()
  .refine(isLocalDate, coded('day-invalid'))
  // Days are counted on from it: nothing that the hub does reaches back or ahead of this.
  .refine((text) => text >= '1900' && text < '9999', coded('field-range'))
  .transform((text) => text as LocalDate)
  .meta({ type: 'string', format: 'date', example: '2024-03-01', description: 'a day in Asia/Shanghai' });

/** A number in a cursor of a column of 32 bits. */
export const int4 = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** An amount in fen: whole, not negative, a safe integer. */
export const amount = z
  .number()
  .refine((value) => Number.isInteger(value), coded('amount-fractional'))
  .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), coded('amount-unsafe'))
  .refine((value) => value >= 0, coded('amount-negative'))
  .transform((value) => value as Fen)
  .meta({ type: 'integer', minimum: 0, example: 1250000, description: 'fen' });

/** A division of GB/T 2260, six digits. */
export const division = z
  .string()
  .refine(isDivision, coded('division-invalid'))
  .meta({ example: '500154', description: 'GB/T 2260' });

/** One line of text of at most so many characters. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, coded('text-invalid'))
    .max(longest)
    // Control characters have no place in a name, and break the logs and tables they reach.
    .refine((text) => !/\p{Cc}/u.test(text), coded('text-invalid'));

/** The name of a person or an organisation: one line, and nothing in it that a reader does not see. */
export const nameOf = (longest: number) => line(longest).superRefine(seenOnly);

function seenOnly(text: string, context: z.RefinementCtx<string>): void {
  const params = unseenCharacter(text);
  if (params !== undefined && !/\p{Cc}/u.test(text))
    context.addIssue({ code: 'custom', message: 'character-unseen', params: { ...params } });
}

/** An id that the sender chose: an admission number, a payment id. */
export const senderId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
  .meta({ example: '20240001' });

/** An id in a path or a reference: codes only. */
export const codeId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

export const idNumber = z
  .string()
  .max(64)
  .superRefine((raw, context) => {
    const parsed = parseIdentityNumber(raw);
    if (parsed.ok) return;
    for (const problem of parsed.problems) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({
    example: '11010519491231002X',
    description: 'GB 11643; 15 digits, full width and lower-case x are taken too',
  });
