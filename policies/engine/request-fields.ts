import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import type { Fen } from '../../domain/money.ts';
import { isDivision } from '../codes/codes.ts';
import type { RequestErrorCode } from './request-errors.ts';

/** Names the code of what is wrong with a field. */
export const coded = (code: RequestErrorCode) => ({ error: () => code });

/** A day in Asia/Shanghai, YYYY-MM-DD. */
export const day = z
  .string(coded('day-invalid'))
  .refine(isLocalDate, coded('day-invalid'))
  .transform((text) => text as LocalDate)
  .meta({ type: 'string', format: 'date', description: 'Asia/Shanghai day' });
/** Whole fen, not negative. */
export const amount = z
  .number(coded('amount-invalid'))
  .refine((value) => !Number.isFinite(value) || Number.isInteger(value), coded('amount-fractional'))
  .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), coded('amount-unsafe'))
  .refine((value) => !(value < 0), coded('amount-negative'))
  .transform((value) => value as Fen)
  .meta({ type: 'integer', minimum: 0, description: 'fen' });
/** A division of GB/T 2260. */
export const division = z.string(coded('division-invalid')).refine(isDivision, coded('division-invalid'));
/** Yes or no; no text of it. */
export const flag = z.boolean(coded('flag-invalid'));
/** A code of the hub's or a party's. */
export const code = z
  .string(coded('code-invalid'))
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/, coded('code-invalid'));
