import type { InstitutionId } from '../domain/ids.ts';

let serial = 0;

/** Desks of one process share the serial: a hospital's message numbers never repeat, whoever sends. */
export function newMessageId(institution: InstitutionId): string {
  serial += 1;
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return `${institution}${time}${9_000 + (serial % 1_000)}`;
}

/** A message of the hospital's own system, in the national form. */
export function envelope(asked: {
  readonly infno: string;
  readonly institution: InstitutionId;
  readonly messageId: string;
  readonly input: object;
}) {
  const { infno, institution, messageId: msgid, input } = asked;
  const division = institution.slice(1, 7);
  return {
    ...{ infno, msgid, mdtrtarea_admvs: division, insuplc_admdvs: division, recer_sys_code: 'YBXT' },
    ...{ dev_no: '', dev_safe_info: '', cainfo: '', signtype: '', infver: 'V1.0', opter_type: '1' },
    ...{ opter: '2048', opter_name: '住院处' },
    inf_time: new Date().toISOString().slice(0, 19).replace('T', ' '),
    ...{ fixmedins_code: institution, fixmedins_name: institution, sign_no: '', input },
  };
}
