import { z } from 'zod';
import { plainCertificate } from '../../../domain/certificate.ts';
import { isWhole } from '../../../domain/clinical.ts';
import { entryOf } from '../../../domain/entry.ts';
import { coverTypes } from '../../../domain/insurance.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import { subtractFen, yuanString, zeroFen } from '../../../domain/money.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, type Unknown, unknown } from '../../reply.ts';
import type { CoreSettlement, SettleRequest } from '../port.ts';
import { amountOf } from './amount.ts';
import { certificateShown, identityFields, identityForm, shownFields, shownForm } from './certificate.ts';
import { strictly } from './envelope.ts';
import { insuranceType } from './insurance-type.ts';
import { medTypeOf } from './med-type.ts';
import { type Opened, openEnvelope, type Question } from './opened.ts';
import { requireFilled } from './required.ts';
import { textIn } from './rows.ts';
import { settledAmounts } from './settled-amounts.ts';

const amount = z.string().regex(/^\d+\.\d\d$/);
const about = {
  ...identityForm,
  psn_name: z.string().min(1).max(50),
  insuplc_admdvs: z.string().max(6),
  mdtrtarea_admvs: z.string().length(6),
  med_type: z.string().min(1).max(6),
};
const settlement = z.strictObject({
  data: z.strictObject({
    // Some regions want them here too, beside the envelope.
    ...z.object(about).partial().shape,
    psn_no: z.string().min(1),
    ...shownForm,
    medfee_sumamt: amount,
    psn_setlway: z.literal('01'),
    mdtrt_id: z.string().min(1),
    insutype: z.enum(coverTypes),
    acct_used_flag: z.enum(['0', '1']),
    invono: z.string(),
    mid_setl_flag: z.enum(['0', '1']),
    fulamt_ownpay_amt: amount,
    overlmt_selfpay: amount,
    preselfpay_amt: amount,
    inscp_scp_amt: amount,
  }),
});

/**
 * Input of 2304, with the check values. Out-of-policy cost that nobody told in its three parts goes as wholly self-paid, where
 * the region's form takes that. Throws FieldsMissing where it does not.
 */
export function settlementInput(
  request: SettleRequest,
  person: PersonIdentity,
  { region, division }: { readonly region: InsurerRegion; readonly division: string },
): z.infer<typeof settlement> {
  const { outOfPolicy, ...others } = request.clinical;
  const told = outOfPolicy !== undefined && isWhole(outOfPolicy, request.outOfPolicyFen);
  const parts = told
    ? outOfPolicy
    : { ownPayFen: request.outOfPolicyFen, overLimitFen: zeroFen, firstPayFen: zeroFen };
  const { mdtrt_cert_type, mdtrt_cert_no } = shownFields(region, person, request.shown);
  // Three parts that are not the bill's are none.
  requireFilled(region, '2304', { clinical: told ? request.clinical : others });
  return strictly(settlement, {
    data: {
      psn_no: request.personNo,
      ...(region.speech.settlementPerson === true ? named(request, person, { region, division }) : {}),
      mdtrt_cert_type,
      mdtrt_cert_no,
      medfee_sumamt: yuanString(request.totalFen),
      psn_setlway: '01',
      mdtrt_id: request.visitRef,
      insutype: insuranceType(request.insurance),
      acct_used_flag: request.accountUsed === true ? '1' : '0',
      invono: '',
      mid_setl_flag: request.midStay === true ? '1' : '0',
      fulamt_ownpay_amt: yuanString(parts.ownPayFen),
      overlmt_selfpay: yuanString(parts.overLimitFen),
      preselfpay_amt: yuanString(parts.firstPayFen),
      inscp_scp_amt: yuanString(subtractFen(request.totalFen, request.outOfPolicyFen)),
    },
  });
}

function named(
  { insurance, clinical }: SettleRequest,
  person: PersonIdentity,
  { region, division }: { readonly region: InsurerRegion; readonly division: string },
): z.infer<z.ZodObject<typeof about>> {
  return {
    ...identityFields(region, person),
    psn_name: person.name,
    insuplc_admdvs: insurance.division ?? '',
    mdtrtarea_admvs: division,
    med_type: medTypeOf(region, clinical),
  };
}

/** Head and fund lines as they came; what they must hold is checked field by field. */
export const settlementOutput = z.looseObject({
  setlinfo: z.record(z.string(), z.unknown()),
  setldetail: z.unknown().optional(),
});

/**
 * Reads the reply to 2304. Whose it is comes first: person, visit, message, certificate and total are those of the bill that
 * was sent. What does not add up is told with both figures; a fund that the region's file does not list is unlisted.
 */
export function readSettlement(reply: RawReply, question: Question): Answer<CoreSettlement> {
  const opened = openEnvelope(reply, question, settlementOutput);
  if (opened.kind !== 'output') return opened;
  const { setlinfo } = opened.output;
  const foreign = ofAnotherBill(opened);
  if (foreign !== undefined) return foreign;
  const absent = ['setl_id', 'psn_no', 'mdtrt_id'].filter((name) => textIn(setlinfo, name) === null);
  if (absent.length > 0)
    return unknown(
      'unreadable',
      absent.map((name) => `setlinfo.${name}`),
    );
  const settled = settledAmounts(opened.output, opened.region, amountOf);
  if (settled.kind === 'unknown') return settled;
  const settlementRef = textIn(setlinfo, 'setl_id') ?? '';
  return { kind: 'done', value: { settlementRef, ...settled.amounts } };
}

const data = z.looseObject({ data: z.record(z.string(), z.unknown()).optional() });
type Output = z.infer<typeof settlementOutput>;

/** Undefined when person, visit, message and bill are those that were asked about. */
export function ofAnotherBill({
  output: { setlinfo },
  input,
  messageId,
  region,
}: Extract<Opened<Output>, { kind: 'output' }>): Unknown | undefined {
  const asked = data.parse(input).data ?? {};
  const said = (name: string): string | null => textIn(setlinfo, name);
  const certno = said('certno');
  const foreign = notOurs(
    {
      ...{ psn_no: said('psn_no'), mdtrt_id: said('mdtrt_id'), medins_setl_id: said('medins_setl_id') },
      certno: certno === null ? null : plainCertificate(certno),
    },
    present({
      ...{ psn_no: textIn(asked, 'psn_no'), mdtrt_id: textIn(asked, 'mdtrt_id') },
      ...{
        medins_setl_id: messageId || null,
        certno: textIn(asked, 'certno') ?? certificateShown(asked, region),
      },
    }),
  );
  if (foreign !== undefined) return foreign;
  const bill = ['medfee_sumamt', 'inscp_scp_amt'].flatMap((name) => {
    const [theirs, ours] = [amountOf(said(name) ?? ''), amountOf(textIn(asked, name) ?? '')];
    if (theirs === undefined || ours === undefined || theirs === ours) return [];
    return [{ name, figures: `${name}: ${yuanString(theirs)} / ${yuanString(ours)}` }];
  });
  if (bill.length === 0) return undefined;
  const missing = bill.map(({ figures }) => figures);
  return bill.some(({ name }) => name === 'medfee_sumamt')
    ? { ...unknown('another-question', missing), differs: bill.map(({ name }) => name) }
    : unknown('does-not-add-up', missing);
}

function present(fields: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(fields).flatMap((name) => {
      const value = entryOf(fields, name) ?? null;
      return value === null ? [] : [[name, value]];
    }),
  );
}
