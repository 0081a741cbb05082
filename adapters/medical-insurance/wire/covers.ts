import { entryOf } from '../../../domain/entry.ts';
import { isCoverType } from '../../../domain/insurance.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { InsuranceCover } from '../../../domain/stay.ts';
import { codeText } from '../../reply.ts';
import type { Addition, SetAside } from '../port.ts';
import { type Row, rowsOf, textIn } from './rows.ts';

/** What the insurances of a person come to. */
export interface Covers {
  /** Those that can carry a stay, the one that counts first; ended ones are set aside. */
  readonly covers: readonly InsuranceCover[];
  readonly additions: readonly Addition[];
  /** Rows set aside that may be a cover in force all the same: nobody can tell. */
  readonly doubtful: readonly SetAside[];
  readonly setAside: readonly SetAside[];
}

const unreadable = { reason: 'unreadable', says: '' } as const;

type Read =
  | { readonly kind: 'cover'; readonly cover: InsuranceCover; readonly field: string }
  | { readonly kind: 'addition'; readonly addition: Addition }
  | { readonly kind: 'aside'; readonly aside: SetAside; readonly doubtful: boolean };

/** Reads `insuinfo`, row by row. */
export function coversIn(node: unknown, region: InsurerRegion): Covers {
  const read = rowsOf(node).map((row) => readRow(row, region));
  const found = read.flatMap((one) => (one.kind === 'cover' ? [one] : []));
  const inForce = found.some(({ cover }) => cover.status === 'active');
  // Beside one in force, an insurance without a state is no reason to ask anybody.
  const counted = found.filter(({ cover }) => !inForce || cover.status !== 'unclear');
  const unclear = found.filter((one) => !counted.includes(one));
  const aside = read.flatMap((one) => (one.kind === 'aside' ? [one] : []));
  // Of two without a state nobody could say which one a person is asked about.
  const open = counted.filter(({ cover }) => cover.status === 'unclear');
  const rivals = open.length > 1 ? open.map(({ field }): SetAside => ({ field, ...unreadable })) : [];
  return {
    covers: counted.map(({ cover }) => cover).toSorted((a, b) => rank(b) - rank(a)),
    additions: read.flatMap((one) => (one.kind === 'addition' ? [one.addition] : [])),
    doubtful: [...aside.filter(({ doubtful }) => doubtful).map((one) => one.aside), ...rivals],
    setAside: [
      ...aside.map((one) => one.aside),
      ...unclear.map(({ field }): SetAside => ({ field, reason: 'empty', says: '' })),
    ],
  };
}

/** Of several insurances the one in force counts, and the employees' before the residents' before a third kind. */
function rank({ type, status }: InsuranceCover): number {
  const states = { active: 30, unclear: 20, suspended: 10, none: 0 };
  return states[status] + (type === '310' ? 2 : type === '390' ? 1 : 0);
}

function readRow({ at, fields }: Row, region: InsurerRegion): Read {
  const place = (name: string): string => `insuinfo.${at}.${name}`;
  const aside = (field: string, reason: SetAside['reason'], says = '', doubtful = true): Read => ({
    ...{ kind: 'aside', doubtful },
    aside: { field: place(field), reason, says: says === '' ? '' : codeText(says) },
  });
  const type = textIn(fields, 'insutype');
  if (type === null) return aside('insutype', 'unreadable');
  const state = textIn(fields, 'psn_insu_stas');
  const means = state === null ? undefined : entryOf(region.insuranceStates, state);
  const kind = entryOf(region.insuranceTypes, type);
  // Whatever it is, it is not in force.
  if (kind !== 'addition' && kind !== 'other' && means === 'none')
    return aside('psn_insu_stas', 'not-in-force', state ?? '', false);
  if (kind === 'addition' || kind === 'other')
    return { kind: 'addition', addition: { type, status: means ?? 'unclear' } };
  if (kind === undefined || !isCoverType(type)) return aside('insutype', 'unlisted', type);
  // One published form writes the place under another name.
  const division = textIn(fields, 'insuplc_admdvs') ?? textIn(fields, 'insu_admdvs');
  if (division === null || !/^\d{6}$/.test(division)) return aside('insuplc_admdvs', 'unreadable');
  if (state !== null && means === undefined) return aside('psn_insu_stas', 'unlisted', state);
  if (state === null && !region.mayBeEmpty.has('psn_insu_stas')) return aside('psn_insu_stas', 'unreadable');
  const cover: InsuranceCover = { type, status: means ?? 'unclear', division };
  return { kind: 'cover', cover, field: place('psn_insu_stas') };
}
