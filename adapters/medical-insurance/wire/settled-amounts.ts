import { fundHeaders, type InsurerRegion } from '../../../domain/insurer-region.ts';
import {
  addFen,
  type Fen,
  MoneyError,
  subtractFen,
  sumFen,
  yuanString,
  zeroFen,
} from '../../../domain/money.ts';
import { type Unknown, unknown } from '../../reply.ts';
import type { CoreSettlement } from '../port.ts';
import { type AmountReader, type Funds, fundsOf } from './fund-lines.ts';
import { textIn } from './rows.ts';

/** The amounts of a settlement that add up. */
export interface SettledAmounts {
  readonly kind: 'amounts';
  readonly amounts: Omit<CoreSettlement, 'settlementRef'>;
}

const required = [
  'medfee_sumamt',
  'fulamt_ownpay_amt',
  'overlmt_selfpay',
  'preselfpay_amt',
  'inscp_scp_amt',
  'fund_pay_sumamt',
  'acct_pay',
  'psn_cash_pay',
] as const;
const optional = ['psn_part_amt', 'hosp_part_amt', 'acct_mulaid_pay', ...fundHeaders] as const;
type Field = (typeof required)[number] | (typeof optional)[number];
type Head = Readonly<Partial<Record<Field, Fen>>>;

/**
 * Reads head and fund lines of a settlement and holds them against each other (国家医疗保障信息平台定点医药机构接口规范). What is
 * missing where the region's file does not let it be empty is unreadable; two figures that differ are told both, in yuan.
 */
export function settledAmounts(
  output: { readonly setlinfo: Readonly<Record<string, unknown>>; readonly setldetail?: unknown },
  region: InsurerRegion,
  amountOf: AmountReader,
): SettledAmounts | Unknown {
  const { setlinfo, setldetail } = output;
  const head = headOf(setlinfo, region, amountOf);
  if (head.missing.length > 0) return unknown('unreadable', head.missing);
  if (setldetail == null && !region.mayBeEmpty.has('setldetail'))
    return unknown('unreadable', ['setldetail']);
  try {
    const funds = fundsOf(setlinfo, setldetail, { region, amountOf });
    return funds.kind === 'unknown' ? funds : heldTogether(head.amounts, region, funds);
  } catch (error) {
    // Amounts whose sum is beyond what can be counted exactly.
    if (error instanceof MoneyError) return unknown('unreadable', ['setldetail']);
    throw error;
  }
}

function headOf(
  setlinfo: Readonly<Record<string, unknown>>,
  region: InsurerRegion,
  amountOf: AmountReader,
): { readonly amounts: Head; readonly missing: readonly string[] } {
  const amounts: Partial<Record<Field, Fen>> = {};
  const missing: string[] = [];
  for (const name of [...required, ...optional]) {
    const text = textIn(setlinfo, name);
    const fen = text === null ? undefined : amountOf(text);
    if (fen !== undefined) amounts[name] = fen;
    const may = region.mayBeEmpty.has(name) || fundHeaders.some((header) => header === name);
    if (fen === undefined && (text !== null || !may)) missing.push(`setlinfo.${name}`);
  }
  return { amounts, missing };
}

function heldTogether(head: Head, region: InsurerRegion, funds: Funds): SettledAmounts | Unknown {
  const of = (name: Field): Fen => head[name] ?? zeroFen;
  const totalFen = of('medfee_sumamt');
  const borne = hospitalPart(head, funds);
  const rest = subtractFen(subtractFen(totalFen, funds.paidFen), borne);
  const person = personParts(head, region, rest);
  const parts = [of('fulamt_ownpay_amt'), of('overlmt_selfpay'), of('preselfpay_amt'), of('inscp_scp_amt')];
  const differing = [
    ...differ('medfee_sumamt', totalFen, [sumFen(parts)]),
    ...differ('hosp_part_amt', head.hosp_part_amt ?? funds.hospitalFen, [borne]),
    ...differ('psn_part_amt', head.psn_part_amt ?? rest, [rest]),
    ...differ('acct_pay + psn_cash_pay', person.sumFen, [rest]),
    ...differ('fund_pay_sumamt', of('fund_pay_sumamt'), fundSums(head, region, funds)),
    ...differ('acct_pay', addFen(funds.accountFen, funds.familyFen), [
      ...(funds.accountFen === 0 && funds.familyFen === 0 ? [zeroFen] : []),
      ...[person.accountFen, of('acct_pay'), addFen(person.accountFen, person.familyFen)],
    ]),
    ...headersBeside(head, funds),
  ];
  if (differing.length > 0) return unknown('does-not-add-up', differing);
  const hospital = borne !== 0 && funds.hospitalFen === 0 ? { hospital: { paidFen: borne } } : {};
  return {
    kind: 'amounts',
    amounts: {
      ...{ totalFen, inPolicyFen: of('inscp_scp_amt'), answers: { ...funds.answers, ...hospital } },
      ...{ accountFen: person.accountFen, familyAccountFen: person.familyFen, cashFen: of('psn_cash_pay') },
    },
  };
}

/** The hospital's own part: what its lines say, or the head alone where there is no such line. */
function hospitalPart({ hosp_part_amt: told }: Head, { hospitalFen }: Funds): Fen {
  return hospitalFen === 0 ? (told ?? zeroFen) : hospitalFen;
}

/** Own account, family account and the sum of the person's part, with the region's meaning of `acct_pay`. */
function personParts(head: Head, { familyAccount }: InsurerRegion, rest: Fen) {
  const [account, cash] = [head.acct_pay ?? zeroFen, head.psn_cash_pay ?? zeroFen];
  const family = head.acct_mulaid_pay ?? zeroFen;
  const inside = addFen(account, cash);
  const beside = addFen(inside, family);
  const isBeside = familyAccount === 'beside' || (familyAccount === 'as-told' && beside === rest);
  if (isBeside || family > account) return { accountFen: account, familyFen: family, sumFen: beside };
  return { accountFen: subtractFen(account, family), familyFen: family, sumFen: inside };
}

/** What `fund_pay_sumamt` may be: with the account inside, or without. */
function fundSums(head: Head, { fundSum }: InsurerRegion, { paidFen }: Funds): readonly Fen[] {
  const inside = addFen(paidFen, head.acct_pay ?? zeroFen);
  if (fundSum === 'account-outside') return [paidFen];
  return fundSum === 'account-inside' ? [inside] : [paidFen, inside];
}

/** Each fund's sum in the head against its lines; a line whose field no source tells may stand in any. */
function headersBeside(head: Head, { byHeader }: Funds): readonly string[] {
  const loose = byHeader.get(null) ?? zeroFen;
  return fundHeaders.flatMap((name) => {
    const told = head[name];
    const lines = byHeader.get(name) ?? zeroFen;
    if (told === undefined || (told >= lines && told <= addFen(lines, loose))) return [];
    return differ(name, told, [lines]);
  });
}

/** Both figures where the first is none of the others. */
function differ(field: string, said: Fen, others: readonly Fen[]): readonly string[] {
  if (others.includes(said)) return [];
  return [`${field}: ${yuanString(said)} / ${[...new Set(others.map(yuanString))].join(' / ')}`];
}
