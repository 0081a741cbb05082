import { z } from 'zod';
import { entryOf } from '../../../domain/entry.ts';
import type { InsurerRegion, InsurerRegions, RefusalKind } from '../../../domain/insurer-region.ts';
import type { Answer } from '../../answer.ts';
import type { Asked, RawReply } from '../../call.ts';
import { askedIn, codeText, readReply, type Unknown, unknown } from '../../reply.ts';
import { refusalIn } from './refusal.ts';

// Some regions write codes and amounts as JSON numbers, some as strings: `parseDigits` makes all of them strings.
const replyEnvelope = z.looseObject({
  infcode: z.string().nullish(),
  err_msg: z.string().nullish(),
  // A few regions put the output, as text, into a string.
  output: z.unknown().optional(),
  // What a gateway says instead of the insurer.
  code: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
  msg: z.string().nullish().catch(null),
});
type ReplyEnvelope = z.infer<typeof replyEnvelope>;

/** What of a request a reply is read by. */
const askedEnvelope = z.looseObject({
  msgid: z.string(),
  mdtrtarea_admvs: z.string(),
  input: z.record(z.string(), z.unknown()),
});

/** What a reply is read by: the message that it answers, and the tables of every region. */
export interface Question {
  readonly asked: Asked;
  readonly regions: InsurerRegions;
}

/** A reply that was accepted (`0`) with its region and what was asked, or what else follows from it. */
export type Opened<Output> =
  | {
      readonly kind: 'output';
      readonly output: Output;
      readonly region: InsurerRegion;
      /** The message id under which it was asked, and its `input`. */
      readonly messageId: string;
      readonly input: Readonly<Record<string, unknown>>;
    }
  | Exclude<Answer<never>, { kind: 'done' | 'pending' }>;

/**
 * Opens the envelope of a reply. The tables are those of the region that was asked: the reply's own number is a centre's,
 * often of the whole province. A refusal counts only when the region's file lists its code or its words; one that a gateway
 * speaks, or that is about a setting of ours, is `our-setting`: the insurer never heard of it.
 */
export function openEnvelope<Output>(
  reply: RawReply,
  { asked, regions }: Question,
  schema: z.ZodType<Output>,
): Opened<Output> {
  if (reply.kind === 'reply' && turnedAway(String(reply.status)))
    return unknown('our-setting', [`http: ${reply.status}`]);
  const read = readReply(reply, replyEnvelope, parseDigits);
  if (read.kind === 'unknown') return read;
  if (read.status !== 200) return unknown('unlisted-code', [`http: ${read.status}`]);
  const { mdtrtarea_admvs: division, msgid: messageId, input } = askedIn(asked, askedEnvelope);
  const region = regions.on(division, asked.header.at.slice(0, 10));
  if (region === undefined) return unknown('unlisted-code', [`region: ${codeText(division)}`]);
  const { infcode, output } = read.message;
  if (!infcode) return withoutCode(region, read.message);
  const says = entryOf(region.infcodes, infcode);
  if (says === undefined) return unknown('unlisted-code', [`infcode: ${codeText(infcode)}`]);
  if (says !== 'accepted') return refusal(region, read.message.err_msg ?? '', says);
  const parsed = schema.safeParse(typeof output === 'string' ? safely(output) : output);
  return parsed.success
    ? { kind: 'output', output: parsed.data, region, messageId, input }
    : unknown('unreadable', missingIn(parsed.error));
}

/** Statuses by which a gateway turns a message away; 408 and 429 say only that now is a bad time. */
function turnedAway(code: string): boolean {
  return /^4\d\d$/.test(code) && code !== '408' && code !== '429';
}

/** A reply that is not the insurer's: a gateway in front of it speaks, or nobody can tell. */
function withoutCode(region: InsurerRegion, { code, message, msg }: ReplyEnvelope): Unknown {
  const listed = refusalIn(region, message ?? msg ?? '');
  if (code != null && turnedAway(code))
    return unknown('our-setting', [`gateway: ${code}`, ...(listed ? [listed.rule.code] : [])]);
  return unknown('unreadable', ['infcode']);
}

/** What kind of refusal a reply is by its region's file; undefined for any other reply. */
export function refusalKindOf(reply: RawReply, { asked, regions }: Question): RefusalKind | undefined {
  const read = readReply(reply, replyEnvelope, parseDigits);
  const { mdtrtarea_admvs: division } = askedIn(asked, askedEnvelope);
  const region = regions.on(division, asked.header.at.slice(0, 10));
  if (read.kind === 'unknown' || region === undefined || !read.message.infcode) return undefined;
  const says = entryOf(region.infcodes, read.message.infcode);
  if (says === undefined || says === 'accepted') return undefined;
  return refusalIn(region, read.message.err_msg ?? '')?.rule.kind;
}

function refusal(region: InsurerRegion, text: string, says: 'failed' | 'refused'): Opened<never> {
  const listed = refusalIn(region, text);
  if (listed === undefined) {
    // Where the platform tells business errors from failures of its own, the no is plain though its words are not listed.
    if (says === 'refused') return { kind: 'refused', code: 'business-refusal' };
    return unknown('unlisted-code', ['err_msg']);
  }
  const { rule, partyCode } = listed;
  if (rule.kind === 'our-setting' || rule.kind === 'signed-out') return unknown('our-setting', [rule.code]);
  return { kind: 'refused', code: rule.code, ...(partyCode === undefined ? {} : { partyCode }) };
}

/** Names of the fields that a reply lacks or writes in no form that is known. */
function missingIn({ issues }: z.core.$ZodError): readonly string[] {
  return [...new Set(issues.map(({ path }) => path.join('.') || 'output'))];
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
