/** What a field tells of somebody. */
export type IdentityKind = 'idNumber' | 'name' | 'phone' | 'number' | 'words' | 'birthDate' | 'diagnosis';

/** Fields that tell who somebody is, as the national interface names them. */
export const identities: Readonly<Record<string, IdentityKind | 'certificate'>> = {
  ...{ certno: 'certificate', mdtrt_cert_no: 'certificate' },
  ...{
    psn_name: 'name',
    coner_name: 'name',
    dise_dor_name: 'name',
    chfpdr_name: 'name',
    bilg_dr_name: 'name',
  },
  ...{ tel: 'phone', mob: 'phone' },
  ...{ psn_no: 'number', card_sn: 'number', ipt_no: 'number', medrcdno: 'number', mdtrt_id: 'number' },
  ...{ refl_old_mdtrt_id: 'number', ipt_otp_no: 'number', trt_dcla_detl_sn: 'number' },
  ...{ setl_id: 'number', atddr_no: 'number', dise_dor_no: 'number', bilg_dr_codg: 'number' },
  ...{ emp_name: 'words', addr: 'words', live_addr: 'words', main_cond_dscr: 'words', memo: 'words' },
  ...{ trum_part: 'words', trum_site: 'words', trum_rea: 'words', refl_rea: 'words', refl_opnn: 'words' },
  ...{ dise_cond_dscr: 'words' },
  ...{ brdy: 'birthDate', die_date: 'birthDate' },
  ...{ diag_code: 'diagnosis', diag_name: 'diagnosis', adm_diag_dscr: 'diagnosis', dise_name: 'diagnosis' },
  ...{ dscg_maindiag_code: 'diagnosis', dscg_maindiag_name: 'diagnosis', dise_codg: 'diagnosis' },
};
