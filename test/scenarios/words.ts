import { attentionTexts } from '../../domain/attention-texts.ts';
import { payerNames } from '../../domain/ids.ts';

/** A difference as the officer reads it: what, what should be, what is. */
export type Difference = (what: string, expected: string, found: string) => void;

/** What both sides tell must be the same text; each line of one that the other has not is a difference. */
export function compare(
  differ: Difference,
  what: string,
  expected: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): void {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [should, is] = [expected[name] ?? '无 · none', found[name] ?? '无 · none'];
    if (should !== is) differ(`${what} ${named(name)}`, should, is);
  }
}

/** Chinese name before the code, where there is one. */
export function named(code: string): string {
  const [head = '', rest] = splitAccount(code);
  const account = accountNames[head];
  if (account !== undefined && rest !== undefined) return `${account}:${named(rest)}`;
  const zh =
    payerNames[code as keyof typeof payerNames] ??
    attentionTexts[code as keyof typeof attentionTexts]?.zh ??
    stageNames[code];
  return zh === undefined ? code : `${zh} ${code}`;
}

function splitAccount(code: string): readonly string[] {
  const at = code.indexOf(':');
  return at < 0 ? [code] : [code.slice(0, at), code.slice(at + 1)];
}

const accountNames: Readonly<Record<string, string>> = {
  receivable: '应收',
  'in-transit': '申报中',
  received: '已收',
  disputed: '争议',
  borne: '医院承担',
  suspense: '多收待查',
};

const stageNames: Readonly<Record<string, string>> = {
  Arrived: '已登记',
  Covered: '已核实',
  Admitted: '已入院(免押金)',
  Refused: '不享受',
  Discharged: '已出院',
  Settled: '已结算',
  Closed: '已办结',
  patient: '患者',
};
