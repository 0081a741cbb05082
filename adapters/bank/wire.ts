import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import { zeroFen } from '../../domain/money.ts';
import type { RefusalCode } from '../../domain/refusals.ts';
import type { Answer, Found } from '../answer.ts';
import type { RawReply } from '../call.ts';
import { wireFen } from '../json-call.ts';
import { readReply, unknown } from '../reply.ts';
import type { CreditLineState, DrawTaken } from './port.ts';

export const lineQuery = z.strictObject({ idNumber: z.string().length(18), name: z.string().min(1) });

/** A draw; `drawKey` is the business key, the same on every resend. */
export const drawForm = z.strictObject({
  drawKey: z.string().min(1),
  idNumber: z.string().length(18),
  name: z.string().min(1),
  amountFen: z.int().min(1),
});

const lineReply = z.object({
  result: z.string(),
  line: z
    .object({ state: z.string(), openedOn: z.string(), limitFen: wireFen, availableFen: wireFen })
    .nullish(),
});

/** Reads a credit line; a frozen one has nothing available, a closed one is none. */
export function readLine(reply: RawReply): Answer<CreditLineState | null> {
  const read = readReply(reply, lineReply);
  if (read.kind === 'unknown') return read;
  const { result, line } = read.message;
  if (result === 'none') return { kind: 'done', value: null };
  if (result !== 'line') return unknown('unlisted-code');
  if (!line || !isLocalDate(line.openedOn)) return unknown('unreadable');
  const { openedOn, limitFen, availableFen } = line;
  switch (line.state) {
    case 'open':
      return { kind: 'done', value: { openedOn, limitFen, availableFen } };
    case 'frozen':
      return { kind: 'done', value: { openedOn, limitFen, availableFen: zeroFen } };
    case 'closed':
      return { kind: 'done', value: null };
    default:
      return unknown('unlisted-code');
  }
}

const rejections: Readonly<Record<string, RefusalCode>> = {
  LIMIT_EXCEEDED: 'credit-limit-exceeded',
  NO_LINE: 'credit-line-missing',
  LINE_FROZEN: 'credit-line-frozen',
  KEY_REUSED: 'draw-key-reused',
};

const drawReply = z.object({
  result: z.string(),
  reason: z.string().nullish(),
  drawNo: z.string().nullish(),
  drawnFen: wireFen.nullish(),
  drawnOn: z.string().nullish(),
  availableFen: wireFen.nullish(),
});

/** Reads the answer to a draw. */
export function readDraw(reply: RawReply): Answer<DrawTaken> {
  const read = readReply(reply, drawReply);
  if (read.kind === 'unknown') return read;
  const { result, reason, drawNo, drawnFen, drawnOn, availableFen } = read.message;
  if (result === 'rejected') {
    const code = rejections[reason ?? ''];
    return code === undefined ? unknown('unlisted-code') : { kind: 'refused', code };
  }
  if (result !== 'drawn') return unknown('unlisted-code');
  if (!drawNo || drawnFen == null || availableFen == null || !drawnOn || !isLocalDate(drawnOn))
    return unknown('unreadable');
  return { kind: 'done', value: { drawRef: drawNo, drawnFen, drawnOn, availableFen } };
}

/** Reads what became of a draw key. */
export function readFind(reply: RawReply): Found<DrawTaken> {
  const read = readReply(reply, drawReply);
  return read.kind === 'message' && read.message.result === 'not-found'
    ? { kind: 'no-record' }
    : readDraw(reply);
}
