import { entryOf } from '../../../domain/entry.ts';
import { isAccount, isHospitalsOwn, type PayerId } from '../../../domain/ids.ts';
import {
  type FundHeader,
  type FundRule,
  fundHeaders,
  type InsurerRegion,
} from '../../../domain/insurer-region.ts';
import { addFen, type Fen, sumFen, zeroFen } from '../../../domain/money.ts';
import { codeText, type Unknown, unknown } from '../../reply.ts';
import type { CoreAnswer } from '../port.ts';
import { refusalByCode } from './refusal.ts';
import { type Row, rowsOf, textIn } from './rows.ts';

/** The fund lines of a settlement, added up. */
export interface Funds {
  readonly kind: 'funds';
  readonly answers: Readonly<Partial<Record<PayerId, CoreAnswer>>>;
  /** By payers, without what the hospital bears. */
  readonly paidFen: Fen;
  readonly hospitalFen: Fen;
  readonly accountFen: Fen;
  readonly familyFen: Fen;
  /** Lines that move money, by the field of the head in which they are counted; null: no source tells. */
  readonly byHeader: ReadonlyMap<FundHeader | null, Fen>;
}

interface Line {
  readonly part: FundRule['part'];
  readonly header: FundHeader | null;
  readonly fen: Fen;
  readonly refused: string | null;
}

/** How amounts are read here: of a bill, or of one that is taken back. */
export type AmountReader = (text: string) => Fen | undefined;

/** Reads `setldetail`. A line of 0 moves nothing, whatever its code; a line that does and whose code the region's file does not list is for a person. */
export function fundsOf(
  setlinfo: Readonly<Record<string, unknown>>,
  detail: unknown,
  { region, amountOf }: { readonly region: InsurerRegion; readonly amountOf: AmountReader },
): Funds | Unknown {
  const lines: Line[] = [];
  const missing: string[] = [];
  const unlisted: string[] = [];
  for (const row of rowsOf(detail)) {
    const place = `setldetail.${row.at}`;
    const fen = amountOf(textIn(row.fields, 'fund_payamt') ?? '');
    const code = textIn(row.fields, 'fund_pay_type');
    if (fen === undefined) missing.push(`${place}.fund_payamt`);
    else if (code === null && fen !== 0) missing.push(`${place}.fund_pay_type`);
    if (fen === undefined || code === null) continue;
    const sameAs = (field: string): boolean => amountOf(textIn(setlinfo, field) ?? '') === fen;
    const rule = entryOf(region.funds, code)?.find((candidate) => fits(candidate, row, sameAs));
    if (rule === undefined) {
      if (fen !== 0) unlisted.push(`${place}.fund_pay_type: ${codeText(code)}`);
      continue;
    }
    const refused = refusalByCode(region, textIn(row.fields, 'setl_proc_info') ?? '')?.code ?? null;
    if (refused !== null && fen !== 0) missing.push(`${place}.setl_proc_info`);
    lines.push({ part: rule.part, header: rule.header, fen, refused });
  }
  if (missing.length > 0) return unknown('unreadable', missing);
  return unlisted.length > 0 ? unknown('unlisted-code', unlisted) : added(lines);
}

function fits(
  { named, info, equals }: FundRule,
  { fields }: Row,
  sameAs: (field: string) => boolean,
): boolean {
  return (
    (named === undefined || (textIn(fields, 'fund_pay_type_name') ?? '').includes(named)) &&
    (info === undefined || textIn(fields, 'setl_proc_info') === info) &&
    (equals === undefined || sameAs(equals))
  );
}

function added(lines: readonly Line[]): Funds {
  const answers: Partial<Record<PayerId, CoreAnswer>> = {};
  const byHeader = new Map<FundHeader | null, Fen>([null, ...fundHeaders].map((name) => [name, zeroFen]));
  const sum = (of: (line: Line) => boolean): Fen => sumFen(lines.filter(of).map(({ fen }) => fen));
  for (const { part, header, fen, refused } of lines) {
    if (isAccount(part)) continue;
    answers[part] = joined(entryOf(answers, part), refused === null ? { paidFen: fen } : { refused });
    if (!isHospitalsOwn(part)) byHeader.set(header, addFen(byHeader.get(header) ?? zeroFen, fen));
  }
  return {
    kind: 'funds',
    answers,
    paidFen: sum(({ part }) => !isAccount(part) && !isHospitalsOwn(part)),
    hospitalFen: sum(({ part }) => isHospitalsOwn(part)),
    accountFen: sum(({ part }) => part === 'personal-account'),
    familyFen: sum(({ part }) => part === 'family-account'),
    byHeader,
  };
}

/** A payer may have several fund lines (main code and sub code); one that pays outweighs one that refuses. */
function joined(before: CoreAnswer | undefined, next: CoreAnswer): CoreAnswer {
  if (before === undefined || 'refused' in before) return next;
  return 'refused' in next ? before : { paidFen: addFen(before.paidFen, next.paidFen) };
}
