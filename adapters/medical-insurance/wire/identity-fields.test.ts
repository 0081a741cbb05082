import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identities } from '../../../domain/insurer-identity-fields.ts';

/** Fields that tell of nobody: who only sees them, in `listInsurerCalls` or a sample, learns of no person. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  'of the message and its sender': [
    ...['infno', 'msgid', 'infver', 'inf_time', 'recer_sys_code', 'dev_no', 'dev_safe_info', 'cainfo'],
    ...['signtype', 'sign_no', 'opter', 'opter_name', 'fixmedins_code', 'fixmedins_name', 'omsgid', 'oinfno'],
    ...['infcode', 'code', 'filename', 'file_qury_no', 'fond_flag'],
  ],
  // Numbers and phones within them are found, and whoever is named in another field.
  'words of the platform': ['err_msg', 'message', 'msg', 'orgn_rslt', 'setl_proc_info'],
  'places, departments, hospitals, a bed': [
    ...['mdtrtarea_admvs', 'mdtrtarea_admdvs', 'insuplc_admdvs', 'insu_optins', 'insu_admdvs', 'admdvs'],
    ...['adm_dept_codg', 'adm_dept_name', 'adm_bed', 'dscg_dept_codg', 'dscg_dept_name', 'dscg_bed'],
    ...['diag_dept', 'bilg_dept_codg', 'bilg_dept_name', 'reflin_medins_no', 'reflin_medins_name'],
    'setl_optins',
  ],
  'days of the stay': [
    ...['begntime', 'endtime', 'adm_time', 'diag_time', 'fee_ocur_time', 'trum_time', 'refl_date'],
    ...['begndate', 'enddate', 'setlym', 'pay_date', 'stmt_begndate', 'stmt_enddate', 'date'],
  ],
  'kinds and states': [
    ...['mdtrt_cert_type', 'psn_cert_type', 'med_type', 'insutype', 'dscg_way', 'refl_type', 'setl_type'],
    ...['psn_idet_type', 'psn_insu_stas', 'fund_clss', 'fund_pay_type_name', 'appy_stas', 'pay_stas'],
    ...['refu_code', 'refd_setl_flag', 'type', 'value', 'label', 'parentValue'],
  ],
  'what was charged and paid': [
    ...['med_list_codg', 'medins_list_codg', 'cnt', 'medfee_sumamt', 'fund_appy_sum', 'pay_amt'],
    ...['fixmedins_setl_cnt', 'invono'],
  ],
  'running numbers, and the number of a claim': ['diag_srt_no', 'feedetl_sn', 'appy_sn', 'clr_appy_evt_id'],
};

/** Names of every text that a form of ours has or that we read of a reply. */
function textFields(): readonly string[] {
  const folder = new URL('./', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const texts = files.map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const patterns = [/\b(\w+):\s*(?:text\(|z\s*\.string\()/g, /textIn\(\s*\w+,\s*'(\w+)'/g];
  const found = texts.flatMap((text) => patterns.flatMap((pattern) => [...text.matchAll(pattern)]));
  return [...new Set(found.map(([, name = '']) => name))];
}

// Words of our own that are no field of the interface.
const ours = new Set(['stood', 'reversal', 'stands']);

test('every text that goes to the insurer or comes back is masked, or is known to tell of nobody', () => {
  const known = new Set([...Object.keys(identities), ...Object.values(harmless).flat()]);
  const fields = textFields().filter((name) => !ours.has(name));
  expect(fields.length).toBeGreaterThan(100);
  expect(fields.filter((name) => !known.has(name))).toEqual([]);
});

test('nothing is called harmless that is masked, or that no form has', () => {
  const fields = new Set(textFields());
  const names = Object.values(harmless).flat();
  expect(names.filter((name) => name in identities || !fields.has(name))).toEqual([]);
  expect(names).toHaveLength(new Set(names).size);
});
