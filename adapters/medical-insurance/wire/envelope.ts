import { z } from 'zod';
import { entryOf } from '../../../domain/entry.ts';
import { invariant } from '../../../domain/invariant.ts';
import type { Answer } from '../../answer.ts';
import type { Asked, MessageHeader, RawReply } from '../../call.ts';
import { askedIn, readReply, unknown } from '../../reply.ts';
import { type InsurerRegion, regionOf } from '../regions.ts';

/** An institution as the platform knows it. */
export interface Sender {
  readonly code: string;
  readonly name: string;
  /** Division (6 digits) where care is given. */
  readonly division: string;
}

const text = (length: number) => z.string().max(length);

/** The 18 keys of every request, in the platform's order and with its odd spelling `admvs`. */
export const requestEnvelope = z.strictObject({
  infno: text(6).min(4),
  msgid: z.string().length(30),
  mdtrtarea_admvs: z.string().length(6),
  insuplc_admdvs: text(6),
  recer_sys_code: text(10).min(1),
  dev_no: text(100),
  dev_safe_info: text(2000),
  cainfo: text(1024),
  signtype: text(10),
  infver: text(6).min(1),
  opter_type: z.enum(['1', '2', '3']),
  opter: text(30).min(1),
  opter_name: text(50).min(1),
  inf_time: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
  fixmedins_code: text(30).min(1),
  fixmedins_name: text(200).min(1),
  sign_no: text(30),
  input: z.record(z.string(), z.unknown()),
});

/** Writes one request; the same arguments give the same bytes. Throws InvariantError when a field does not fit. */
export function writeEnvelope(parts: {
  readonly infno: string;
  readonly header: MessageHeader;
  readonly sender: Sender;
  readonly region: InsurerRegion;
  readonly insuredDivision: string | null;
  readonly input: Readonly<Record<string, unknown>>;
}): string {
  const { infno, header, sender, region, insuredDivision, input } = parts;
  return JSON.stringify(
    strictly(requestEnvelope, {
      infno,
      msgid: header.messageId,
      mdtrtarea_admvs: sender.division,
      insuplc_admdvs: insuredDivision ?? '',
      recer_sys_code: region.receiverSystem,
      dev_no: '',
      dev_safe_info: '',
      cainfo: '',
      signtype: '',
      infver: 'V1.0',
      // Nobody at a window types this: the hub is the clerk.
      opter_type: '1',
      opter: 'hub',
      opter_name: 'hub',
      inf_time: header.at.slice(0, 19).replace('T', ' '),
      fixmedins_code: sender.code,
      fixmedins_name: sender.name,
      sign_no: '',
      input,
    }),
  );
}

/** Checks what we are about to send; tells only which fields do not fit, never their values. */
export function strictly<Message>(schema: z.ZodType<Message>, value: unknown): Message {
  const parsed = schema.safeParse(value);
  const fields = parsed.error?.issues.map((issue) => issue.path.join('.')).join(', ') ?? '';
  invariant(parsed.success, `a message to the insurer does not fit its form: ${fields}`);
  return parsed.data;
}

// Some regions write codes and amounts as JSON numbers, some as strings: `parseDigits` makes all of them strings.
const replyEnvelope = z.object({
  infcode: z.enum(['0', '-1']),
  err_msg: z.string().nullish(),
  // A few regions put the output, as text, into a string.
  output: z.unknown().optional(),
});

/** What a reply is read by: the message that it answers, and the tables of every region. */
export interface Question {
  readonly asked: Asked;
  readonly regions: readonly InsurerRegion[];
}

/** A reply that was accepted (`0`) with its region and what was asked, or what else follows from it. */
export type Opened<Output> =
  | {
      readonly kind: 'output';
      readonly output: Output;
      readonly region: InsurerRegion;
      /** The message id under which it was asked, and its `input`. */
      readonly messageId: string;
      readonly input: unknown;
    }
  | Exclude<Answer<never>, { kind: 'done' | 'pending' }>;

/**
 * Opens the envelope of a reply. The tables are those of the region that was asked: the reply's own number is a centre's,
 * often of the whole province. A refusal counts only when the region's table lists its code.
 */
export function openEnvelope<Output>(
  reply: RawReply,
  { asked, regions }: Question,
  schema: z.ZodType<Output>,
): Opened<Output> {
  const read = readReply(reply, replyEnvelope, parseDigits);
  if (read.kind === 'unknown') return read;
  if (read.status !== 200) return unknown('unlisted-code');
  const { infcode, err_msg, output } = read.message;
  const { mdtrtarea_admvs, msgid: messageId, input } = askedIn(asked, requestEnvelope);
  const region = regionOf(regions, mdtrtarea_admvs);
  if (region === undefined) return unknown('unlisted-code');
  if (infcode === '-1') return refusal(region, err_msg ?? '');
  const parsed = schema.safeParse(typeof output === 'string' ? safely(output) : output);
  return parsed.success
    ? { kind: 'output', output: parsed.data, region, messageId, input }
    : unknown('unreadable');
}

function refusal(region: InsurerRegion, message: string): Opened<never> {
  const partyCode = /^\[(\w+)\]/.exec(message)?.[1] ?? '';
  const listed = entryOf(region.refusals, partyCode);
  return listed === undefined ? unknown('unlisted-code') : { kind: 'refused', code: listed, partyCode };
}

/** JSON in which every number is read as its own digits, so that no amount passes through a float. */
export function parseDigits(json: string): unknown {
  return JSON.parse(json, digits as (key: string, value: unknown) => unknown) as unknown;
}

// The third argument (the source text of a number) is in Node since 21 and not yet in the compiler's library.
function digits(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === 'number' ? (context.source ?? String(value)) : value;
}

function safely(json: string): unknown {
  try {
    return parseDigits(json);
  } catch {
    return undefined;
  }
}
