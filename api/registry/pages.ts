import { z } from 'zod';
import { Rejected } from './rejections.ts';

/** Which page of the records is asked for; its number begins with 1. */
export interface PageAsked {
  readonly size: number;
  readonly number: number;
}

const mostRecords = 10_000;

/** The standard's `pagination` as it is taken. */
export const pageShape = z.looseObject({
  page_size: z.int().min(1).max(100),
  page_number: z.int().min(1).max(1_000_000).default(1),
});

/** Reads it; everything that fits in one page unless said. Throws Rejected. */
export function pageAsked(pagination: unknown): PageAsked {
  if (pagination === undefined) return { size: 100, number: 1 };
  const parsed = pageShape.safeParse(pagination);
  if (!parsed.success) throw new Rejected('page-invalid');
  const { page_size: size, page_number: number } = parsed.data;
  if (size * number > mostRecords) throw new Rejected('too-many-records');
  return { size, number };
}
