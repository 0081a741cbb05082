import { invariant } from '../../domain/invariant.ts';
import type { ListedLines } from '../judging/listed-lines.ts';
import type { ListedPeople } from '../judging/listed-people.ts';
import { copySignature } from './copy-format.ts';

// Every row has the same four fields of the same lengths (store/lists/staging.ts): line, person ref, said, category bit.
const rowBytes = 2 + (4 + 8) + (4 + 24) + (4 + 8) + (4 + 4);
const lineAt = 6;
const refAt = 18;
const saidAt = 46;
const bitAt = 58;

/** Takes in whom a list names now, and with which lines, from pieces of a binary COPY that are cut anywhere. */
export function listedMembers(people: ListedPeople, known: ListedLines): (piece: Uint8Array) => void {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  return (piece) => {
    let bytes =
      rest.length === 0
        ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
        : Buffer.concat([rest, piece]);
    if (!begun && bytes.length >= copySignature.length)
      [bytes, begun] = [bytes.subarray(copySignature.length), true];
    let at = 0;
    while (begun && at + rowBytes <= bytes.length) {
      take(bytes, at);
      at += rowBytes;
    }
    rest = bytes.subarray(at);
  };

  function take(bytes: Buffer, at: number): void {
    const whole = bytes.readInt16BE(at) === 4 && bytes.readInt32BE(at + refAt - 4) === 24;
    invariant(whole && bytes.readInt32BE(at + bitAt - 4) === 4, 'a known member of another form');
    const said = digestAt(bytes, at + saidAt);
    const person = people.list(bytes, at + refAt, said);
    known.add(digestAt(bytes, at + lineAt), person, 2 ** bytes.readInt32BE(at + bitAt));
  }
}

function digestAt(bytes: Buffer, at: number) {
  return { high: bytes.readInt32BE(at), low: bytes.readInt32BE(at + 4) };
}
