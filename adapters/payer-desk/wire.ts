import { z } from 'zod';
import { otherCertificateCodes } from '../../domain/certificate.ts';
import { misfitsOf, payerSays } from '../../domain/claim-events.ts';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { RefusalCode } from '../../domain/refusals.ts';
import type { Answer, Found } from '../answer.ts';
import type { Asked, MessageHeader, RawReply } from '../call.ts';
import { wireFen } from '../json-call.ts';
import { askedIn, notOurs, type ReadReply, readReply, unknown, unlisted } from '../reply.ts';
import type { ClaimBook, ClaimPaid, ClaimRequest, ClaimTaken } from './port.ts';

const day = z.string().refine(isLocalDate);

/** A claim on the open wire; `claimKey` is the business key, the same on every resend. */
export const claimForm = z.strictObject({
  claimKey: z.string().min(1),
  payer: z.string().min(1),
  institution: z.string().min(1),
  person: z.union([
    z.strictObject({ idNumber: z.string().length(18), name: z.string().min(1) }),
    z.strictObject({
      certificate: z.strictObject({
        kind: z.enum(otherCertificateCodes),
        number: z.string().min(1),
        issuer: z.string().length(3).optional(),
      }),
      name: z.string().min(1),
    }),
  ]),
  settlementRef: z.string().min(1),
  sequence: z.int().min(1),
  amountFen: z.int().min(1),
  dischargedOn: day,
});

export const followForm = z.strictObject({ claimNo: z.string().min(1) });

/** What was claimed, in our words: for a claim that the payer says it has. */
export const searchForm = z.strictObject({
  settlementRef: z.string().min(1),
  payer: z.string().min(1),
  sequence: z.int().min(1),
});

/** A claim in the desk's form. */
export function toClaim(
  request: ClaimRequest,
  person: PersonIdentity,
  header: MessageHeader,
): z.infer<typeof claimForm> {
  return {
    claimKey: header.key,
    payer: request.payer,
    institution: request.institution,
    person: named(person),
    settlementRef: request.settlementRef,
    sequence: request.claimSequence,
    amountFen: request.fen,
    dischargedOn: request.dischargedOn,
  };
}

function named({ idNumber, certificate, name }: PersonIdentity): z.infer<typeof claimForm>['person'] {
  if (idNumber !== null) return { idNumber, name };
  invariant(certificate !== undefined, 'a person without any certificate');
  return { certificate, name };
}

/** Reasons that a desk may give; each is a refusal code of ours as it stands. */
const reasons = [
  'person-unknown',
  'claim-already-filed',
  'claim-unknown',
  'claim-key-reused',
  'not-covered',
  'papers-missing',
  'claimed-outside',
  'yearly-limit-reached',
  'funds-exhausted',
  'audit-deduction',
  'overcharged',
  'filed-late',
  'payment-recovered',
] as const satisfies readonly RefusalCode[];

const reply = z.object({
  status: z.string(),
  claimKey: z.string().nullish(),
  reason: z.string().nullish(),
  claimNo: z.string().nullish(),
  paidFen: wireFen.nullish(),
  paidOn: z.string().nullish(),
  settlementRef: z.string().nullish(),
  payer: z.string().nullish(),
  sequence: z.int().nullish(),
  entries: z
    .array(
      z.object({
        entryNo: z.string().min(1).max(64),
        kind: z.enum(payerSays),
        fen: wireFen,
        day,
        reason: z.string().nullish(),
        answerBy: day.nullish(),
      }),
    )
    .max(200)
    .nullish(),
});

/** Reads the answer to a claim: taken, being looked at, rejected. */
export function readClaim(raw: RawReply, asked: Asked): Answer<ClaimTaken> {
  const read = readOurs(raw, { claimKey: asked.header.key });
  if (read.kind === 'unknown') return read;
  const { status, claimNo, reason } = read.message;
  if (status === 'accepted')
    return claimNo ? { kind: 'done', value: { claimRef: claimNo } } : unknown('unreadable', ['claimNo']);
  if (status === 'processing') return { kind: 'pending' };
  return status === 'rejected' ? rejection(reason) : unlisted('status', status);
}

/** Reads where a claim stands: open, paid (perhaps less), rejected. */
export function readFollow(raw: RawReply, asked: Asked): Answer<ClaimPaid | ClaimBook> {
  const read = readOurs(raw, { claimNo: askedIn(asked, followForm).claimNo });
  if (read.kind === 'unknown') return read;
  const { status, reason, paidFen, paidOn } = read.message;
  if (status === 'open') return { kind: 'pending' };
  if (status === 'rejected') return rejection(reason);
  if (status === 'book') return bookOf(read.message.entries ?? []);
  if (status !== 'paid') return unlisted('status', status);
  if (paidFen === undefined || paidFen === null || !paidOn || !isLocalDate(paidOn))
    return unknown('unreadable');
  return { kind: 'done', value: { paidFen, paidOn } };
}

/** Reads what became of a claim key. */
export function readFind(raw: RawReply, asked: Asked): Found<ClaimTaken> {
  const read = readOurs(raw, { claimKey: asked.header.key });
  if (read.kind === 'message' && read.message.status === 'not-found') return { kind: 'no-record' };
  return readClaim(raw, asked);
}

/** Reads under which number the payer has a claim; its own no is that it has none. */
export function readSearch(raw: RawReply, asked: Asked): Answer<ClaimTaken> {
  const read = readReply(raw, reply);
  if (read.kind === 'unknown') return read;
  const { settlementRef, payer, sequence } = askedIn(asked, searchForm);
  const other = notOurs(read.message, { settlementRef, payer, sequence: String(sequence) });
  if (other !== undefined) return other;
  const { status, claimNo } = read.message;
  if (status === 'not-found') return { kind: 'refused', code: 'claim-unknown' };
  return status === 'accepted' && claimNo
    ? { kind: 'done', value: { claimRef: claimNo } }
    : unknown('unreadable');
}

/** The payer's book about a claim; a reason that nobody listed, or an entry that is not whole, makes all of it unclear. */
function bookOf(entries: NonNullable<z.infer<typeof reply>['entries']>): Answer<ClaimBook> {
  const said = entries.map(({ entryNo: ref, kind, fen, day, reason, answerBy }) => ({
    ...{ ref, kind, fen, day: day as LocalDate, code: reason ?? null },
    answerUntil: (answerBy ?? null) as LocalDate | null,
  }));
  const stranger = said.find(({ code }) => code !== null && !reasons.some((known) => known === code));
  if (stranger !== undefined) return unlisted('reason', stranger.code);
  const isWhole = said.every((entry) => misfitsOf(entry).length === 0);
  return isWhole ? { kind: 'done', value: { entries: said } } : unknown('unreadable');
}

/** A reply in the desk's form that repeats the numbers of the question, whatever else it says. */
function readOurs(
  raw: RawReply,
  asked: { readonly claimKey: string } | { readonly claimNo: string },
): ReadReply<z.infer<typeof reply>> {
  const read = readReply(raw, reply);
  if (read.kind === 'unknown') return read;
  return notOurs(read.message, asked) ?? read;
}

function rejection(reason: string | null | undefined): Answer<never> {
  const listed = reasons.find((known) => known === reason);
  return listed === undefined ? unlisted('reason', reason) : { kind: 'refused', code: listed };
}
