import { entryOf } from '../../../domain/entry.ts';

/** What differs between the simulated platforms of two places, though each keeps the same book. */
export interface Dialect {
  /** Whose number the replies carry: the place's own, or the centre of its province. */
  readonly centre: string | null;
  /** Where a refusal writes its code: before its text, after it, or nowhere. */
  readonly refusalCode: 'head' | 'end' | 'nowhere';
  /** Sub-codes of funds, by main code. */
  readonly subCodes: Readonly<Record<string, string>>;
  /** Fields that it leaves empty, as null. */
  readonly empty: ReadonlySet<string>;
  /** A list of one is written as one object. */
  readonly loneObjects: boolean;
  /** Whether `fund_pay_sumamt` holds what came out of accounts, and `acct_pay` the family's. */
  readonly accountsInside: boolean;
  /** Where its transactions are posted to. */
  readonly path: string;
  /** Fields that its forms demand, such as `2401.mdtrtinfo.adm_bed`; of a list, in every row of at least one. */
  readonly demands: readonly string[];
  /** Whether it settles only what was uploaded item by item. */
  readonly fees: boolean;
  /** Whether it settles nobody who was sent on before that is filed (2501). */
  readonly referrals: boolean;
  /** Whether it answers nothing before 9001. */
  readonly signIn: boolean;
  /** Public key of SM2 by which it checks `cainfo`; null where it checks none. */
  readonly sm2: string | null;
  /** Transactions of which it does not tell what became. */
  readonly untold: readonly string[];
  /** Whether a gateway in front of it asks for a signature. */
  readonly signed: boolean;
}

// A diagnosis with every admission and every discharge, whatever the place.
const diagnosed = ['2401.diseinfo.diag_code', '2402.diseinfo.diag_code'] as const;

const plain: Dialect = {
  ...{ centre: null, refusalCode: 'head', subCodes: {}, empty: new Set(), loneObjects: false },
  accountsInside: false,
  ...{
    path: '/fsi/api/',
    signed: false,
    demands: diagnosed,
    signIn: false,
    sm2: null,
    fees: false,
    untold: [],
    referrals: false,
  },
};

const dialects: Readonly<Record<string, Dialect>> = {
  // Kaizhou: everything comes from the centre of the municipality, and refusals are words alone.
  '500154': { ...plain, centre: '500000', refusalCode: 'nowhere', accountsInside: true },
  // Linhe: sub-codes, nulls, lone objects, and codes at the end.
  '150802': {
    ...plain,
    ...{ refusalCode: 'end', loneObjects: true, fees: true, referrals: true },
    sm2: '04f4ac1881ac57bab9054988d51decefdbe8aad098c6d3b8dfda7138916c3f530d0f2690a633a6fe92f1cfc27e128429353346dab8b2035a63c76c163d1f4f0030',
    subCodes: { '310100': '310101', '390100': '390101', '390200': '390201', '610100': '610101' },
    demands: [
      ...diagnosed,
      ...['2401.mdtrtinfo.adm_bed', '2401.mdtrtinfo.medrcdno', '2401.mdtrtinfo.main_cond_dscr'],
      ...['2401.mdtrtinfo.adm_dept_codg', '2401.mdtrtinfo.adm_dept_name'],
      ...['2401.mdtrtinfo.atddr_no', '2401.mdtrtinfo.chfpdr_name'],
      ...['2402.dscginfo.dscg_bed', '2402.dscginfo.dscg_dept_codg'],
      ...['2501.refmedin.reflin_medins_no', '2507.data.trum_site'],
    ],
    empty: new Set(['hosp_part_amt', 'psn_part_amt', 'acct_mulaid_pay', 'setl_proc_info']),
  },
  // Zaoqiang: behind the gateway of its province, which asks for a signature.
  '131121': {
    ...{ ...plain, centre: '130000', signed: true, signIn: true },
    demands: [...diagnosed, '2304.data.certno', '2304.data.psn_name', '2304.data.insuplc_admdvs'],
  },
  // Dalian: another path, and what became of a registration or a settlement is not told.
  '210200': { ...plain, path: '/hsa/hgs/', untold: ['2401', '2304'] },
};

/** How the platform of a division speaks. */
export function dialectOf(division: string): Dialect {
  return entryOf(dialects, division) ?? plain;
}

/** The transaction that a path names, whatever the platform. */
export function infnoOf(path: string): string {
  return /^\/(?:fsi\/api|hsa\/hgs)\/(\w+)$/.exec(path)?.[1] ?? '';
}

/** A refusal's words with its code where this platform puts it. */
export function refusalText({ refusalCode }: Dialect, code: string, message: string): string {
  if (refusalCode === 'nowhere') return message;
  return refusalCode === 'head' ? `[${code}]${message}` : `${message}[${code}]`;
}

const lists = new Set(['insuinfo', 'idetinfo', 'setldetail']);

/** An output as this platform writes it. */
export function spoken(dialect: Dialect, output: unknown): unknown {
  return JSON.parse(JSON.stringify(output ?? null), (key, value: unknown): unknown => {
    if (key === 'fund_pay_type') return entryOf(dialect.subCodes, String(value)) ?? value;
    if (dialect.empty.has(key) && (value === '' || value === '0.00' || key === 'psn_part_amt')) return null;
    if (dialect.loneObjects && lists.has(key) && Array.isArray(value) && value.length === 1)
      return value[0] as unknown;
    return value;
  });
}
