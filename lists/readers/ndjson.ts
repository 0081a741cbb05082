import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { batches } from './batches.ts';
import type { CellProblem, ListReader, ListRow, ListSource, ReadLimits } from './list-reader.ts';
import { sourceBytes } from './source-bytes.ts';
import { decodedLines, lineLimits } from './text-lines.ts';

/** Reads one JSON object a line, UTF-8; keys are the header, a list of texts is one cell joined by 、. Throws UnreadableFile. */
export const readNdjson: ListReader = (source, limits) => batches(ndjsonRows(source, limits));

async function* ndjsonRows(source: ListSource, limits: ReadLimits): AsyncGenerator<ListRow> {
  let rowNumber = 0;
  let header: readonly string[] = [];
  for await (const { line, ended } of jsonLines(sourceBytes(source, limits.fileBytes), limits)) {
    rowNumber++;
    if (rowNumber > limits.rows && line !== '')
      throw new UnreadableFile('too-many-rows', { line: rowNumber });
    if (rowNumber === 1 && line.startsWith('[')) throw new UnreadableFile('wrong-type', { line: 1 });
    const parsed = rowOf(line, { rowNumber, header, limits });
    if (parsed === undefined && !ended) throw new UnreadableFile('truncated', { line: rowNumber });
    if (parsed?.header !== undefined) header = parsed.header;
    yield parsed ?? { rowNumber, text: line, cells: [], problems: [{ code: 'line-not-json' }], header };
  }
}

async function* jsonLines(
  bytes: AsyncIterable<Uint8Array>,
  limits: ReadLimits,
): AsyncGenerator<{ readonly line: string; readonly ended: boolean }> {
  for await (const text of decodedLines(bytes, lineLimits(limits))) {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) yield { line: line.trim(), ended: true };
    // Only the file's last line can lack its end: the pieces end where a line ends.
    if (last !== '') yield { line: last.trim(), ended: last.endsWith('\r') };
  }
}

function rowOf(
  line: string,
  context: { readonly rowNumber: number; readonly header: readonly string[]; readonly limits: ReadLimits },
): ListRow | undefined {
  const { rowNumber, header: before, limits } = context;
  if (line === '') return { rowNumber, text: line, cells: [], problems: [], header: before };
  const fields = objectOf(line);
  if (fields === undefined) return undefined;
  if (fields.findLastIndex(([, value]) => value !== null && value !== '') >= limits.columns)
    throw new UnreadableFile('too-many-columns', { line: rowNumber });
  // Of two equal keys JSON.parse keeps the last: the other may have named somebody.
  if (hasKeyTwice(line, fields.length)) throw new UnreadableFile('header-column-twice', { line: rowNumber });
  const keys = fields.map(([key]) => key);
  const header = sameKeys(keys, before) ? before : keys;
  const problems: CellProblem[] = [];
  const cells = fields.map(([, value], column) => {
    const text = cellText(value);
    if (text.length > limits.cellChars)
      throw new UnreadableFile('cell-too-large', { line: rowNumber, column: column + 1 });
    if (typeof value === 'number' && Math.abs(value) >= 1e15)
      problems.push({ column, code: 'cell-lost-digits' });
    if (!isText(value)) problems.push({ column, code: 'cell-not-text' });
    return text;
  });
  return { rowNumber, text: line, cells, problems, header };
}

function objectOf(line: string): [string, unknown][] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.entries(value);
  } catch {
    return undefined;
  }
}

function cellText(value: unknown): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(cellText).join('、');
  return typeof value === 'string' ? value : scalarText(value);
}

const keyEnd = /"\s*:/g;
const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

function hasKeyTwice(line: string, keys: number): boolean {
  // Nearly every line: as many ends of keys as keys, so nothing is nested, and no text looks like one.
  if ((line.match(keyEnd)?.length ?? 0) <= keys) return false;
  let [depth, found] = [0, 0];
  for (const [sign] of line.matchAll(token)) {
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    else if (sign === ':' && depth === 1) found += 1;
  }
  return found > keys;
}

function scalarText(value: unknown): string {
  // Something nested is shown as it is: nobody in it may be overlooked.
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

function isText(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return value === null || typeof value !== 'object';
}

function sameKeys(keys: readonly string[], before: readonly string[]): boolean {
  return keys.length === before.length && keys.every((key, at) => key === before[at]);
}
