import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';

/** PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary Format"): what is not parsed again is fast. */
const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const epochMillis = Date.UTC(2000, 0, 1);
const dayMillis = 86_400_000;

/** Writes rows of a binary COPY into pieces of about a mebibyte. */
export class CopyWriter {
  #buffer = Buffer.allocUnsafe(pieceBytes + slack);
  #length = signature.copy(this.#buffer);

  row(fields: number): void {
    this.#length = this.#buffer.writeInt16BE(fields, this.#length);
  }

  null(): void {
    this.#length = this.#buffer.writeInt32BE(-1, this.#length);
  }

  text(value: string | null): void {
    const room = (value?.length ?? 0) * 3;
    if (value === null || room > slack / 4) {
      this.bytes(value === null ? null : Buffer.from(value));
      return;
    }
    const bytes = this.#buffer.write(value, this.#length + 4, room, 'utf8');
    this.#buffer.writeInt32BE(bytes, this.#length);
    this.#length += 4 + bytes;
  }

  bytes(value: Uint8Array | null): void {
    if (value === null) this.null();
    else {
      this.#room(value.length + 4);
      this.#length = this.#buffer.writeInt32BE(value.length, this.#length);
      this.#buffer.set(value, this.#length);
      this.#length += value.length;
    }
  }

  integer(value: number | null): void {
    if (value === null) this.null();
    else {
      this.#length = this.#buffer.writeInt32BE(4, this.#length);
      this.#length = this.#buffer.writeInt32BE(value, this.#length);
    }
  }

  bigint(value: bigint | null): void {
    if (value === null) this.null();
    else {
      this.#length = this.#buffer.writeInt32BE(8, this.#length);
      this.#length = this.#buffer.writeBigInt64BE(value, this.#length);
    }
  }

  boolean(value: boolean): void {
    this.#length = this.#buffer.writeInt32BE(1, this.#length);
    this.#length = this.#buffer.writeUInt8(value ? 1 : 0, this.#length);
  }

  date(value: LocalDate | null): void {
    this.integer(value === null ? null : dayNumber(value));
  }

  /** The piece, once it is full; undefined before. Call between rows. */
  full(): Uint8Array<ArrayBuffer> | undefined {
    return this.#length >= pieceBytes ? this.#take() : undefined;
  }

  /** The last piece. */
  end(): Uint8Array<ArrayBuffer> {
    this.#length = this.#buffer.writeInt16BE(-1, this.#length);
    return this.#take();
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
  }
}

const pieceBytes = 1_048_576;
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

/** Reads rows of a binary COPY from pieces that are cut anywhere; a field is null or its bytes, good until the next row. */
export class CopyReader {
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;

  /** Calls `row` with the fields of every row that is complete by now. */
  read(piece: Uint8Array, row: (fields: readonly (Buffer | null)[]) => void): void {
    const bytes = Buffer.concat([this.#rest, piece]);
    let at = this.#begun ? 0 : this.#header(bytes);
    for (;;) {
      const end = at < 0 ? undefined : this.#row(bytes, at, row);
      if (end === undefined) break;
      at = end;
    }
    this.#rest = bytes.subarray(Math.max(at, 0));
  }

  #header(bytes: Buffer): number {
    if (bytes.length < signature.length) return -1;
    this.#begun = true;
    return signature.length;
  }

  #row(bytes: Buffer, start: number, row: (fields: readonly (Buffer | null)[]) => void): number | undefined {
    if (bytes.length < start + 2) return undefined;
    const count = bytes.readInt16BE(start);
    if (count < 0) return undefined;
    const fields: (Buffer | null)[] = [];
    let at = start + 2;
    for (let field = 0; field < count; field += 1) {
      if (bytes.length < at + 4) return undefined;
      const length = bytes.readInt32BE(at);
      at += 4;
      if (length < 0) fields.push(null);
      else {
        if (bytes.length < at + length) return undefined;
        fields.push(bytes.subarray(at, at + length));
        at += length;
      }
    }
    row(fields);
    return at;
  }
}
