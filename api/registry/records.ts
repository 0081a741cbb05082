import { daysBetween, type Instant, type LocalDate } from '../../domain/dates.ts';
import type { IdentityNumber } from '../../domain/identity-number.ts';
import type { ListId } from '../../domain/ids.ts';
import type { RegistryEvent } from '../../store/registry/tables.ts';

/** One line of one list about a person. */
export interface Line {
  readonly category: string;
  readonly listId: ListId;
  readonly validFrom: LocalDate;
  readonly validUntil?: LocalDate | null;
  readonly listAsOf: LocalDate;
  readonly listedOn?: LocalDate;
  /** The list was older on that day than it may be. */
  readonly stale?: boolean;
  /** What happened to it, in a notice. */
  readonly event?: RegistryEvent;
}

/** The vocabulary of every record. */
export const spdci = { '@context': { spdci: 'https://schema.spdci.org/extensions/social/v1/' } } as const;

/** A record of a person: the number by which they are known (null: not to be told), and what the lists say. No name, address or telephone: nobody needs them to know who is meant. */
export function memberRecord(idNumber: IdentityNumber | null, lines: readonly Line[]) {
  const [first] = lines.map(({ validFrom }) => validFrom).toSorted();
  const identifier = { '@type': 'Identifier', identifier_type: 'UIN', identifier_value: idNumber };
  return {
    ...spdci,
    '@type': 'spdci:Member',
    ...(idNumber === null ? {} : { member_identifier: [identifier] }),
    ...(first === undefined ? {} : { registration_date: startOf(first) }),
    additional_attributes: lines.map((line) => ({
      ...(line.event === undefined ? {} : { event: line.event }),
      category: line.category,
      list_id: line.listId,
      list_as_of: line.listAsOf,
      valid_from: line.validFrom,
      ...(line.validUntil === undefined ? {} : { valid_until: line.validUntil }),
      ...(line.listedOn === undefined ? {} : { listed_on: line.listedOn }),
      ...(line.stale === undefined ? {} : { stale: line.stale }),
    })),
  };
}

/** True when a list was older on that day than it may be. */
export function isStale(listAsOf: LocalDate, on: LocalDate, limitDays: number | undefined): boolean {
  return daysBetween(listAsOf, on) > (limitDays ?? 0);
}

/** What stands around records, in an answer and in a notice. */
export function kindOf(entity: 'Member' | 'Group') {
  return {
    version: '1.0.0',
    reg_type: 'ns:org:RegistryType:Social',
    reg_record_type: `spdci-extensions-dci:${entity}`,
  } as const;
}

function startOf(day: LocalDate): Instant {
  return `${day}T00:00:00.000+08:00` as Instant;
}
