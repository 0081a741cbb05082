import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Digest } from '../judging/keyed-digest.ts';

/** PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary Format"): what is not parsed again is fast. */
export const copySignature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const epochMillis = Date.UTC(2000, 0, 1);
const dayMillis = 86_400_000;

/** Writes rows of a binary COPY into pieces of about a quarter of a mebibyte. */
export class CopyWriter {
  #buffer = Buffer.allocUnsafe(pieceBytes + slack);
  #view = viewOf(this.#buffer);
  #length = copySignature.copy(this.#buffer);
  readonly #full: Uint8Array<ArrayBuffer>[] = [];

  row(fields: number): void {
    if (this.#length >= pieceBytes) this.#full.push(this.#take());
    this.#view.setInt16(this.#length, fields);
    this.#length += 2;
  }

  null(): void {
    this.#int(-1);
  }

  nulls(count: number): void {
    for (let field = 0; field < count; field += 1) this.null();
  }

  text(value: string | null): void {
    const room = (value?.length ?? 0) * 3;
    if (value === null || room > slack / 4) {
      this.bytes(value === null ? null : Buffer.from(value));
      return;
    }
    const bytes = this.#buffer.write(value, this.#length + 4, room, 'utf8');
    this.#int(bytes);
    this.#length += bytes;
  }

  bytes(value: Uint8Array | null): void {
    if (value === null) this.null();
    else {
      this.#room(value.length + 4);
      this.#int(value.length);
      this.#buffer.set(value, this.#length);
      this.#length += value.length;
    }
  }

  integer(value: number | null): void {
    if (value === null) this.null();
    else {
      this.#int(4);
      this.#int(value);
    }
  }

  digest(value: Digest | undefined): void {
    if (value === undefined) this.null();
    else {
      this.#int(8);
      this.#int(value.high);
      this.#int(value.low);
    }
  }

  boolean(value: boolean): void {
    this.#int(1);
    this.#view.setUint8(this.#length, value ? 1 : 0);
    this.#length += 1;
  }

  date(value: LocalDate | null): void {
    this.integer(value === null ? null : dayNumber(value));
  }

  /** The pieces that are full. */
  full(): readonly Uint8Array<ArrayBuffer>[] {
    return this.#full.splice(0);
  }

  /** The last pieces. */
  end(): readonly Uint8Array<ArrayBuffer>[] {
    this.#view.setInt16(this.#length, -1);
    this.#length += 2;
    this.#full.push(this.#take());
    return this.full();
  }

  #int(value: number): void {
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  #take(): Uint8Array<ArrayBuffer> {
    const piece = Uint8Array.prototype.slice.call(this.#buffer, 0, this.#length) as Uint8Array<ArrayBuffer>;
    this.#length = 0;
    return piece;
  }

  #room(bytes: number): void {
    if (this.#length + bytes + slack <= this.#buffer.length) return;
    const wider = Buffer.allocUnsafe(this.#buffer.length + bytes + slack);
    this.#buffer.copy(wider, 0, 0, this.#length);
    this.#buffer = wider;
    this.#view = viewOf(wider);
  }
}

/** Writes numbers without a call for each. */
function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

const pieceBytes = 262_144;
/** More than one row without its longest field. */
const slack = 65_536;

const days = new Map<string, number>();

/** Days since 2000-01-01, as PostgreSQL counts. */
function dayNumber(date: LocalDate): number {
  const known = days.get(date);
  if (known !== undefined) return known;
  invariant(isLocalDate(date), 'a date that is none');
  const number = (Date.parse(`${date}T00:00:00Z`) - epochMillis) / dayMillis;
  if (days.size < 50_000) days.set(date, number);
  return number;
}
