import { isLocalDate } from '../../../domain/dates.ts';
import { notShownBy, personOfVisit } from './certificates.ts';
import {
  cancelledAdmissions,
  node,
  noteEffect,
  ownNumber,
  personNumber,
  type Transaction,
  visitByAdmission,
  visits,
} from './desk.ts';

/** 2401: opens a visit for an insured person in good standing; an admission number serves once. */
export const admit: Transaction = (desk, incoming) => {
  const info = node(incoming, 'mdtrtinfo');
  const person = personOfVisit(desk, info);
  if (person === undefined || personNumber(person) !== info.psn_no)
    return { code: 'E1101', message: '未查询到参保人员信息' };
  const refused = notShownBy(desk, person, info);
  if (refused !== undefined) return refused;
  const { type, status } = person.insurance;
  if ((type !== '310' && type !== '390') || type !== info.insutype || status !== 'active')
    return { code: 'E2404', message: '参保状态异常,不能办理入院登记' };
  const admittedOn = info.begntime?.slice(0, 10) ?? '';
  if (!isLocalDate(admittedOn) || !info.ipt_no) return malformed;
  const visitId = ownNumber(desk, 'visits', incoming.division);
  const admission = `${incoming.institution}/${info.ipt_no}`;
  if (!desk.book.insert(visitByAdmission, admission, visitId))
    return { code: 'E2401', message: '住院号重复' };
  desk.book.insert(visits, visitId, {
    visitId,
    personNo: personNumber(person),
    idNumber: person.idNumber,
    admission,
    type,
    institution: incoming.institution,
    division: incoming.division,
    admittedOn,
    dischargedOn: null,
    settlementId: null,
  });
  const before = desk.book.read(cancelledAdmissions, admission) ?? 0;
  const subject = before === 0 ? admission : `${admission}/${before + 1}`;
  noteEffect(desk, incoming, { operation: 'admit', subject });
  return { output: { result: { mdtrt_id: visitId } } };
};

/** 2402: ends an open visit. */
export const discharge: Transaction = (desk, incoming) => {
  const info = node(incoming, 'dscginfo');
  const visit = desk.book.read(visits, info.mdtrt_id ?? '');
  if (visit === undefined || visit.personNo !== info.psn_no || visit.institution !== incoming.institution)
    return unknownVisit;
  if (visit.dischargedOn !== null) return { code: 'E2403', message: '该就诊已办理出院' };
  const dischargedOn = info.endtime?.slice(0, 10) ?? '';
  if (!isLocalDate(dischargedOn) || dischargedOn < visit.admittedOn) return malformed;
  desk.book.write(visits, visit.visitId, { ...visit, dischargedOn, leavingWay: info.dscg_way ?? '' });
  noteEffect(desk, incoming, { operation: 'discharge', subject: visit.visitId });
  return { output: null };
};

/** 5201: the visit of a person at the institution that is named, by its own number or by that of the admission, as it stands. */
export const findVisit: Transaction = (desk, incoming) => {
  const { psn_no = '', mdtrt_id = '', ipt_no = '' } = node(incoming, 'data');
  const visitId = mdtrt_id || desk.book.read(visitByAdmission, `${incoming.institution}/${ipt_no}`);
  const found = desk.book.read(visits, visitId ?? '');
  const own = found?.personNo === psn_no && found.institution === incoming.institution ? [found] : [];
  return {
    output: {
      mdtrtinfo: own.map((visit) => ({
        ...{ mdtrt_id: visit.visitId, psn_no: visit.personNo, fixmedins_code: visit.institution },
        ...{ ipt_otp_no: visit.admission.split('/')[1] ?? '', begntime: `${visit.admittedOn} 00:00:00` },
        insutype: visit.type,
        endtime: visit.dischargedOn === null ? '' : `${visit.dischargedOn} 00:00:00`,
      })),
    },
  };
};

/** What a visit that the insurer does not know gets. */
export const unknownVisit = { code: 'E2402', message: '就诊信息不存在' };

/** What a message without its required fields gets; no table of ours lists this code. */
export const malformed = { code: 'E9999', message: '入参格式错误' };
