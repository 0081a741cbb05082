import type { LocalDate } from '../../domain/dates.ts';
import type { IdentityNumber, ParsedIdentity } from '../../domain/identity-number.ts';
import { disabilityHolder, parseIdentityNumber } from '../../domain/identity-number.ts';
import type { RowProblem } from '../../domain/list-row-problems.ts';
import type { PersonCategory } from '../../domain/person-categories.ts';
import { categoriesIn } from './categories.ts';
import type { HeaderMapping } from './header-mapping.ts';
import { isOpenEnd } from './list-date.ts';
import type { ListRow } from './list-reader.ts';
import { parseName } from './name-cell.ts';
import { RowCells } from './row-cells.ts';

/** One person as one row of a list names them. Personal: seal before storing, never log. */
export interface ListedMember {
  readonly identityNumber: IdentityNumber;
  readonly birthDate: LocalDate;
  readonly sex: 'male' | 'female';
  readonly name: string;
  readonly categories: readonly PersonCategory[];
  /** First day of the membership. */
  readonly from: LocalDate;
  /** False when the row does not say since when, and the list's own day stands for it. */
  readonly fromWritten: boolean;
  /** Last day of the membership; null while it is open. */
  readonly to: LocalDate | null;
  readonly household: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly disabilityNumber: string | null;
  /** What a delta does with the person; null in a full list. */
  readonly change: 'add' | 'change' | 'remove' | null;
}

/** What a row is read with. */
export interface RowContext {
  readonly mapping: HeaderMapping;
  /** The county's today, Asia/Shanghai. */
  readonly today: LocalDate;
  /** For lists of one category that have no such column. */
  readonly defaultCategories?: readonly PersonCategory[];
  /** For lists without a first day: the day the version is told to hold from. */
  readonly defaultFrom?: LocalDate;
}

/** A member, or every problem of the row with whatever tells whom it means. */
export type ParsedRow =
  | { readonly ok: true; readonly member: ListedMember }
  | { readonly ok: false; readonly problems: readonly RowProblem[]; readonly meant: MeantPerson };

/** Whom a row with problems means: a typo must never end anybody's cover. */
export interface MeantPerson {
  readonly identityNumber: IdentityNumber | null;
  /** As written. */
  readonly rawNumber: string;
  readonly name: string;
}

/** Reads one row into a member, or into all its problems at once, so that the officer mends the row once. */
export function parseRow(row: ListRow, context: RowContext): ParsedRow {
  const sheet = new RowCells(row, context.mapping);
  // Of a line that is no row at all nothing else can be said.
  if (row.problems.some(({ column }) => column === undefined))
    return { ok: false, problems: sheet.problems, meant: { identityNumber: null, rawNumber: '', name: '' } };
  const identity = identityOf(sheet);
  const name = parseName(sheet.cell('name'));
  if (!name.ok) sheet.complain(name.problem, 'name');
  const change = changeOf(sheet);
  const categories = categoriesOf(sheet, context.defaultCategories, change);
  const dates = datesOf(sheet, context, change);
  if (identity !== undefined)
    compareWithIdentity(sheet, { identity, from: dates.from, today: context.today });
  const { problems } = sheet;
  if (problems.length > 0 || identity === undefined || !name.ok || dates.from === undefined)
    return { ok: false, problems, meant: meantPerson(sheet, identity, name) };
  return {
    ok: true,
    member: {
      identityNumber: identity.number,
      birthDate: identity.birthDate,
      sex: identity.sex,
      name: name.name,
      categories,
      from: dates.from,
      fromWritten: sheet.cell('from') !== '',
      to: dates.to,
      household: sheet.optional('household'),
      address: sheet.optional('address'),
      phone: sheet.optional('phone'),
      disabilityNumber: identity.disabilityNumber,
      change,
    },
  };
}

function meantPerson(
  sheet: RowCells,
  identity: KnownIdentity | undefined,
  name: ReturnType<typeof parseName>,
): MeantPerson {
  return {
    identityNumber: identity?.number ?? null,
    rawNumber: sheet.cell('identityNumber').normalize('NFKC').replace(/\s/g, '').toUpperCase().slice(0, 32),
    name: name.ok ? name.name : sheet.cell('name').slice(0, 100),
  };
}

const changeWords: ReadonlyMap<string, 'add' | 'change' | 'remove'> = new Map(
  Object.entries({
    add: ['add', '新增', '增加', '纳入'],
    change: ['change', '变更', '修改'],
    remove: ['remove', '退出', '减少', '删除', '停保'],
  } as const).flatMap(([change, words]) =>
    words.map((word) => [word, change as 'add' | 'change' | 'remove']),
  ),
);

type KnownIdentity = Extract<ParsedIdentity, { ok: true }> & { readonly disabilityNumber: string | null };

function identityOf(sheet: RowCells): KnownIdentity | undefined {
  const raw = sheet.cell('identityNumber');
  const certificate = sheet.cell('disabilityNumber');
  const inCertificate = disabilityHolder(certificate);
  if (certificate !== '' && inCertificate === undefined)
    sheet.complain('disability-number-invalid', 'disabilityNumber');
  // Lists of disabled people give the certificate instead of the identity number, in either column.
  const instead = raw === '' ? inCertificate : disabilityHolder(raw);
  const identity = instead?.holder ?? parseIdentityNumber(raw);
  if (!identity.ok) {
    if (/^\d(?:\.\d+)?E\+?\d+$/i.test(raw)) sheet.complain('identity-lost-digits', 'identityNumber');
    else for (const problem of identity.problems) sheet.complain(problem, 'identityNumber');
    return undefined;
  }
  if (inCertificate?.holder.ok && inCertificate.holder.number !== identity.number) {
    sheet.complain('disability-holder-differs', 'disabilityNumber');
  }
  return { ...identity, disabilityNumber: certificate || (instead === undefined ? null : raw) };
}

function categoriesOf(
  sheet: RowCells,
  byDefault: readonly PersonCategory[] = [],
  change: ListedMember['change'],
): readonly PersonCategory[] {
  const { categories, unknown } = categoriesIn(sheet.cell('categories'));
  if (unknown > 0) sheet.complain('category-unknown', 'categories');
  if (categories.length > 0 || unknown > 0) return categories;
  // Who leaves the list leaves every category that is not named.
  if (byDefault.length === 0 && change !== 'remove') sheet.complain('category-missing', 'categories');
  return byDefault;
}

function datesOf(
  sheet: RowCells,
  { today, defaultFrom }: RowContext,
  change: ListedMember['change'],
): { readonly from: LocalDate | undefined; readonly to: LocalDate | null } {
  const end = sheet.cell('to');
  const to = isOpenEnd(end) ? null : sheet.day('to');
  const written = sheet.cell('from');
  // Who leaves is often listed with the day of leaving alone.
  const unwritten = change === 'remove' ? (to ?? defaultFrom) : defaultFrom;
  const from = written === '' ? unwritten : sheet.day('from');
  if (from === undefined) sheet.complain(written === '' ? 'from-missing' : 'from-invalid', 'from');
  else if (from > today) sheet.complain('from-in-future', 'from');
  if (to === undefined) sheet.complain('to-invalid', 'to');
  else if (to !== null && from !== undefined && to < from) sheet.complain('dates-reversed', 'to');
  return { from, to: to ?? null };
}

function changeOf(sheet: RowCells): ListedMember['change'] {
  const written = sheet.cell('change').toLowerCase();
  const change = changeWords.get(written);
  if (written !== '' && change === undefined) sheet.complain('change-unknown', 'change');
  return change ?? null;
}

function compareWithIdentity(
  sheet: RowCells,
  {
    identity,
    from,
    today,
  }: { readonly identity: KnownIdentity; readonly from: LocalDate | undefined; readonly today: LocalDate },
): void {
  if (identity.birthDate > today) sheet.complain('identity-in-future', 'identityNumber');
  else if (from !== undefined && from < identity.birthDate) sheet.complain('from-before-birth', 'from');
  const sex = sheet.cell('sex');
  const said = /^(?:男|男性|1|male|m)$/i.test(sex)
    ? 'male'
    : /^(?:女|女性|2|female|f)$/i.test(sex)
      ? 'female'
      : undefined;
  if (said !== undefined && said !== identity.sex) sheet.complain('sex-differs', 'sex');
  const born = sheet.cell('birthDate');
  if (born !== '' && sheet.day('birthDate') !== identity.birthDate)
    sheet.complain('birth-date-differs', 'birthDate');
}
