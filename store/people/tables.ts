import type { PersonRef } from '../../domain/ids.ts';
import { bytes, text } from '../postgres/column.ts';

/** Who people are, sealed. */
export const peopleTables = {
  people: { personRef: text<PersonRef>(), blindIndex: bytes(), identitySealed: bytes() },
} as const;
