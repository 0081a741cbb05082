import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import type { RefusalCode } from '../../domain/refusals.ts';
import type { Answer, Found } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import { wireFen } from '../json-call.ts';
import { askedIn, notOurs, readReply, unknown, unlisted } from '../reply.ts';
import { drawForm, holdForm, releaseForm, renewForm, reverseForm } from './forms.ts';
import type { DrawReversed, DrawTaken, HoldReleased, LineHeld } from './port.ts';

const rejections: Readonly<Record<string, RefusalCode>> = {
  LIMIT_EXCEEDED: 'credit-limit-exceeded',
  NO_LINE: 'credit-line-missing',
  LINE_FROZEN: 'credit-line-frozen',
  CARD_CLOSED: 'credit-card-closed',
  NO_HOLD: 'credit-hold-unknown',
  NO_DRAW: 'draw-unknown',
  BEYOND_DRAW: 'reversal-beyond-draw',
  KEY_REUSED: 'draw-key-reused',
};
/** What moves money is never ordered under another key because the bank has this one: it is asked what it did. */
const movesMoney: readonly KeyField[] = ['drawKey', 'reverseKey'];

const keyedReply = z.object({
  result: z.string(),
  reason: z.string().nullish(),
  drawKey: z.string().nullish(),
  holdKey: z.string().nullish(),
  renewKey: z.string().nullish(),
  releaseKey: z.string().nullish(),
  reverseKey: z.string().nullish(),
  idNumber: z.string().nullish(),
  holdNo: z.string().nullish(),
  heldFen: wireFen.nullish(),
  expiresOn: z.string().nullish(),
  releasedOn: z.string().nullish(),
  drawNo: z.string().nullish(),
  drawnFen: wireFen.nullish(),
  drawnOn: z.string().nullish(),
  reverseNo: z.string().nullish(),
  reversedFen: wireFen.nullish(),
  reversedOn: z.string().nullish(),
  availableFen: wireFen.nullish(),
});
type Message = z.output<typeof keyedReply>;
type KeyField = `${'draw' | 'hold' | 'renew' | 'release' | 'reverse'}Key`;

/** How one message that moves money on a line is read: its answer, and what became of its key. */
export interface KeyedReading<Value> {
  readonly keyField: KeyField;
  readonly read: (reply: RawReply, asked: Asked) => Answer<Value>;
  readonly find: (reply: RawReply, asked: Asked) => Found<Value>;
}

/** `yes` is the bank's word for done; `accepted`: it decides later, and is asked by the key. Null where the reply lacks what a yes must tell. Numbers and amounts that were asked with must come back. */
function keyed<Value>(
  keyField: KeyField,
  yes: string,
  {
    repeats,
    value,
  }: {
    readonly repeats: (asked: Asked) => Readonly<Record<string, string>>;
    readonly value: (message: Message) => Value | null;
  },
): KeyedReading<Value> {
  const read = (reply: RawReply, asked: Asked): Answer<Value> => {
    const parsed = readReply(reply, keyedReply);
    if (parsed.kind === 'unknown') return parsed;
    const { message } = parsed;
    const foreign = notOurs(message, { [keyField]: asked.header.key });
    if (foreign !== undefined) return foreign;
    if (message.result === 'rejected') {
      if (message.reason === 'KEY_REUSED' && movesMoney.includes(keyField))
        return unknown('unlisted-code', ['KEY_REUSED']);
      const code = entryOf(rejections, message.reason ?? '');
      return code === undefined ? unlisted('reason', message.reason) : { kind: 'refused', code };
    }
    if (message.result === 'accepted') return { kind: 'pending' };
    if (message.result !== yes) return unlisted('result', message.result);
    const told = value(message);
    if (told === null) return unknown('unreadable');
    // The bank does the whole or nothing, for the person and the number that were named.
    return notOurs(message, repeats(asked)) ?? { kind: 'done', value: told };
  };
  const find = (reply: RawReply, asked: Asked): Found<Value> => {
    const parsed = readReply(reply, keyedReply);
    if (parsed.kind !== 'message' || parsed.message.result !== 'not-found') return read(reply, asked);
    return notOurs(parsed.message, { [keyField]: asked.header.key }) ?? { kind: 'no-record' };
  };
  return { keyField, read, find };
}

export const holdReading: KeyedReading<LineHeld> = keyed('holdKey', 'held', {
  repeats: (asked) => {
    const { idNumber, amountFen } = askedIn(asked, holdForm);
    return { idNumber, heldFen: String(amountFen) };
  },
  value: heldOf,
});

export const renewReading: KeyedReading<LineHeld> = keyed('renewKey', 'renewed', {
  repeats: (asked) => ({ holdNo: askedIn(asked, renewForm).holdNo }),
  value: heldOf,
});

export const releaseReading: KeyedReading<HoldReleased> = keyed('releaseKey', 'released', {
  repeats: (asked) => ({ holdNo: askedIn(asked, releaseForm).holdNo }),
  value: ({ holdNo: holdRef, releasedOn }) => {
    const on = dayOf(releasedOn);
    return holdRef && on ? { holdRef, releasedOn: on } : null;
  },
});

export const drawReading: KeyedReading<DrawTaken> = keyed('drawKey', 'drawn', {
  repeats: (asked) => {
    const { idNumber, amountFen } = askedIn(asked, drawForm);
    return { idNumber, drawnFen: String(amountFen) };
  },
  value: ({ drawNo: drawRef, drawnFen, availableFen, drawnOn }) => {
    const on = dayOf(drawnOn);
    if (!drawRef || drawnFen == null || availableFen == null || !on) return null;
    return { drawRef, drawnFen, drawnOn: on, availableFen };
  },
});

export const reverseReading: KeyedReading<DrawReversed> = keyed('reverseKey', 'reversed', {
  repeats: (asked) => {
    const { drawNo, amountFen } = askedIn(asked, reverseForm);
    return { drawNo, reversedFen: String(amountFen) };
  },
  value: ({ reverseNo: reverseRef, reversedFen, reversedOn }) => {
    const on = dayOf(reversedOn);
    return reverseRef && reversedFen != null && on ? { reverseRef, reversedFen, reversedOn: on } : null;
  },
});

function heldOf({ holdNo: holdRef, heldFen, expiresOn }: Message): LineHeld | null {
  const until = dayOf(expiresOn);
  return holdRef && heldFen != null && until ? { holdRef, heldFen, expiresOn: until } : null;
}

function dayOf(text: string | null | undefined): LocalDate | null {
  return text && isLocalDate(text) ? text : null;
}
