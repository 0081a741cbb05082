import { z } from 'zod';
import type { InsurerRegion, RegionSpeech } from '../../../domain/insurer-region.ts';
import { invariant } from '../../../domain/invariant.ts';
import type { MessageHeader } from '../../call.ts';

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

/** Writes one request; the same arguments give the same bytes. Throws InvariantError when a field does not fit, or when the region's file does not say how to speak to it. */
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
      recer_sys_code: said(region, 'receiverSystem'),
      dev_no: '',
      dev_safe_info: '',
      cainfo: '',
      signtype: '',
      infver: said(region, 'infver'),
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

/** Where a transaction of this region is posted to. Throws InvariantError when its file does not say. */
export function pathOf(region: InsurerRegion, infno: string): string {
  return said(region, 'path').replace('{infno}', infno);
}

/** A word that the region's file must give before anything is sent. Throws InvariantError naming file and field. */
export function said<Name extends keyof RegionSpeech>(
  region: InsurerRegion,
  name: Name,
): NonNullable<RegionSpeech[Name]> {
  const value = region.speech[name];
  invariant(value !== null, `policies/insurers/${region.id}.yaml does not say speech.${name}`);
  return value as NonNullable<RegionSpeech[Name]>;
}

/** Checks what we are about to send; tells only which fields do not fit, never their values. */
export function strictly<Message>(schema: z.ZodType<Message>, value: unknown): Message {
  const parsed = schema.safeParse(value);
  const fields = parsed.error?.issues.map((issue) => issue.path.join('.')).join(', ') ?? '';
  invariant(parsed.success, `a message to the insurer does not fit its form: ${fields}`);
  return parsed.data;
}
