import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import type { InsurerRegion, InsurerRegions } from '../../domain/insurer-region.ts';
import type { Asked, MessageHeader, RawReply } from '../call.ts';
import { bodySignature, type GatewayKey } from './signing.ts';
import { requestEnvelope, said, writeEnvelope } from './wire/envelope.ts';
import { openEnvelope, refusalKindOf } from './wire/opened.ts';

/** One request on its way, with the tables of whom it goes to. */
export interface Outgoing {
  readonly region: InsurerRegion;
  readonly infno: string;
  readonly body: string;
  readonly header: MessageHeader;
}

type Post = (outgoing: Outgoing) => Promise<RawReply>;

/** How long a sign-in is trusted (real ms); where the platform ends it sooner, its refusal renews it. */
const trustedMs = 8 * 3_600_000;

/**
 * Sends with what belongs to the session and not to the message: `sign_no` of 9001 where the region wants it, kept and renewed,
 * and the signature over `input`. Like the headers they are put on at the door: the message in the log is the same bytes for ever.
 */
export function sessions({
  post,
  regions,
  gatewayKey,
}: {
  readonly post: Post;
  readonly regions: InsurerRegions;
  readonly gatewayKey: GatewayKey | null;
}): Post {
  const kept = new Map<string, { readonly signIn: Promise<SignedIn>; readonly untilMs: number }>();

  const signedIn = (outgoing: Outgoing): Promise<SignedIn> => {
    const key = keyOf(outgoing);
    const known = kept.get(key);
    if (known !== undefined && known.untilMs > performance.now()) return known.signIn;
    const signIn = signInOnce(outgoing);
    kept.set(key, { signIn, untilMs: performance.now() + trustedMs });
    // Who could not sign in tries with the next message.
    const forget = (): void => {
      if (kept.get(key)?.signIn === signIn) kept.delete(key);
    };
    signIn.then((result) => 'reply' in result && forget(), forget);
    return signIn;
  };

  const signInOnce = async (outgoing: Outgoing): Promise<SignedIn> => {
    const asked = signInMessage(outgoing);
    const { region } = outgoing;
    const reply = await post({ region, infno: '9001', ...asked, body: signed(region, asked.body) });
    const opened = openEnvelope(reply, { asked, regions }, signInOutput);
    if (opened.kind === 'output') return { signNo: opened.output.signinoutb.sign_no };
    // The message itself did not go out: whatever 9001 was refused for is a setting of ours.
    return { reply: reply.kind === 'reply' && opened.kind !== 'unknown' ? { ...reply, status: 401 } : reply };
  };

  const signed = (region: InsurerRegion, body: string): string => {
    const way = said(region, 'bodySigning');
    return way === 'none' ? body : withFields(body, (input) => bodySignature(way, gatewayKey, input));
  };

  return async (outgoing) => {
    const { region, header } = outgoing;
    const body = signed(region, outgoing.body);
    if (!said(region, 'signIn')) return post({ ...outgoing, body });
    // Another process of ours may have ended the sign-in by its own, where the platform holds one at a time.
    for (let left = 3; ; left -= 1) {
      const session = await signedIn(outgoing);
      if ('reply' in session) return session.reply;
      const reply = await post({ ...outgoing, body: withFields(body, () => ({ sign_no: session.signNo })) });
      const question = { asked: { body: outgoing.body, header }, regions };
      if (left === 0 || refusalKindOf(reply, question) !== 'signed-out') return reply;
      kept.delete(keyOf(outgoing));
    }
  };
}

type SignedIn = { readonly signNo: string } | { readonly reply: RawReply };

const signInOutput = z.object({ signinoutb: z.object({ sign_no: z.string().min(1) }) });

function keyOf({ region, body }: Outgoing): string {
  return `${region.id}/${requestEnvelope.parse(JSON.parse(body)).fixmedins_code}`;
}

/** 9001 of the institution that sends a message, made of that message. */
function signInMessage({ region, body, header }: Outgoing): Asked {
  const {
    fixmedins_code: code,
    fixmedins_name: name,
    mdtrtarea_admvs: division,
  } = requestEnvelope.parse(JSON.parse(body));
  const serial = String(Math.floor(Math.random() * 10_000)).padStart(4, '0');
  const second = header.at.slice(0, 19).replaceAll(/\D/g, '');
  const own = { ...header, messageId: `${code.padEnd(12, '0').slice(0, 12)}${second}${serial}` };
  const input = { signIn: { opter_no: 'hub', ...machine() } };
  const parts = { infno: '9001', header: own, sender: { code, name, division }, region };
  return { body: writeEnvelope({ ...parts, insuredDivision: null, input }), header: own };
}

/** The machine that signs in, as the form wants it. */
function machine(): { readonly mac: string; readonly ip: string } {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal }) => !internal);
  return { mac: outside?.mac ?? '00:00:00:00:00:00', ip: outside?.address ?? '127.0.0.1' };
}

function withFields(body: string, fields: (input: string) => Readonly<Record<string, string>>): string {
  const message = requestEnvelope.parse(JSON.parse(body));
  return JSON.stringify({ ...message, ...fields(JSON.stringify(message.input)) });
}
