import { z } from 'zod';

const key = z.string().min(1);
const amountFen = z.int().min(1);
const person = { idNumber: z.string().length(18), name: z.string().min(1) };

/** What the bank is asked about somebody's line. */
export const lineQuery = z.strictObject(person);

/** A draw; `drawKey` is the business key, the same on every resend. */
export const drawForm = z.strictObject({ drawKey: key, ...person, amountFen, holdNo: key.optional() });

export const holdForm = z.strictObject({ holdKey: key, ...person, amountFen });

export const renewForm = z.strictObject({ renewKey: key, holdNo: key });

export const releaseForm = z.strictObject({ releaseKey: key, holdNo: key });

export const reverseForm = z.strictObject({ reverseKey: key, drawNo: key, amountFen });
