import { table } from '../../book.ts';
import {
  type Desk,
  type Incoming,
  node,
  noteEffect,
  type Outcome,
  ownNumber,
  type Transaction,
  visits,
} from './desk.ts';
import { dialectOf } from './dialect.ts';
import { malformed, unknownVisit } from './visits.ts';

/** Numbers of what was filed, by visit and kind. */
const filings = table<string>('filings');

/** 2501: a patient is sent on to another hospital. */
export const fileReferral: Transaction = (desk, incoming) => {
  const { psn_no, refl_old_mdtrt_id = '', reflin_medins_name } = node(incoming, 'refmedin');
  return filed(desk, incoming, {
    kind: 'referral',
    visitId: refl_old_mdtrt_id,
    psn_no,
    told: reflin_medins_name,
  });
};

/** 2507: a patient was hurt. */
export const fileInjury: Transaction = (desk, incoming) => {
  const { psn_no, mdtrt_id = '', trum_rea } = node(incoming, 'data');
  return filed(desk, incoming, { kind: 'injury', visitId: mdtrt_id, psn_no, told: trum_rea });
};

/** What a platform that wants the filing says to the bill of a patient who was sent on without it. */
export function notFiled(desk: Desk, incoming: Incoming): Outcome | undefined {
  if (incoming.infno !== '2304' || !dialectOf(incoming.division).referrals) return undefined;
  const { mdtrt_id = '' } = node(incoming, 'data');
  const sentOn = desk.book.read(visits, mdtrt_id)?.leavingWay === '2';
  if (!sentOn || desk.book.read(filings, `${mdtrt_id}/referral`) !== undefined) return undefined;
  return { code: 'E2501', message: '转院患者未办理转院备案' };
}

function filed(
  desk: Desk,
  incoming: Incoming,
  of: {
    readonly kind: 'referral' | 'injury';
    readonly visitId: string;
    readonly psn_no: string | undefined;
    readonly told: string | undefined;
  },
): Outcome {
  const visit = desk.book.read(visits, of.visitId);
  if (visit === undefined || visit.personNo !== of.psn_no || visit.institution !== incoming.institution)
    return unknownVisit;
  if (!of.told) return malformed;
  const key = `${of.visitId}/${of.kind}`;
  const known = desk.book.read(filings, key);
  if (known !== undefined) return { code: 'E2502', message: '该就诊已备案' };
  const number = ownNumber(desk, 'filings', incoming.division);
  desk.book.insert(filings, key, number);
  noteEffect(desk, incoming, {
    operation: of.kind === 'referral' ? 'fileReferral' : 'fileInjury',
    subject: key,
  });
  return { output: { result: { trt_dcla_detl_sn: number } } };
}
