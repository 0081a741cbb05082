import { posix } from 'node:path';
import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import type { Archive } from './archive.ts';
import { localName, parseWholeXml } from './xml.ts';

/** Where the parts of a workbook lie that a list needs. */
export interface WorkbookParts {
  /** The visible sheets that hold cells, in their order; at least one. */
  readonly sheets: readonly [string, ...string[]];
  readonly sharedStrings: string | undefined;
  readonly styles: string | undefined;
  /** Days count from 1904 (old Mac workbooks). */
  readonly from1904: boolean;
}

const entriesLimit = 10_000;

interface Relationship {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

/** Finds the visible sheets and their companions. Throws UnreadableFile: wrong-type when it is no workbook, old-or-encrypted-workbook for a binary one, no-visible-sheet, damaged. */
export async function workbookParts(archive: Archive): Promise<WorkbookParts> {
  const main = (await relationships(archive, '')).find(({ type }) => type === 'officeDocument');
  if (main === undefined) throw new UnreadableFile('wrong-type');
  // An .xlsb is such a zip too, with its parts in a form of their own.
  if (/\.bin$/i.test(main.target))
    throw new UnreadableFile('old-or-encrypted-workbook', { part: main.target });
  const { sheetIds, from1904 } = await visibleSheets(archive, main.target);
  const related = await relationships(archive, main.target);
  const target = (kind: string): string | undefined => related.find(({ type }) => type === kind)?.target;
  // A chart sheet is a sheet too, but holds no cells.
  const [first, ...others] = sheetIds
    .flatMap((id) => related.filter((relationship) => relationship.id === id).slice(0, 1))
    .flatMap(({ type, target }) => (type === 'worksheet' ? [target] : []));
  if (first === undefined) throw new UnreadableFile('no-visible-sheet');
  return {
    sheets: [first, ...others],
    ...{ sharedStrings: target('sharedStrings'), styles: target('styles'), from1904 },
  };
}

async function visibleSheets(
  archive: Archive,
  part: string,
): Promise<{ readonly sheetIds: readonly string[]; readonly from1904: boolean }> {
  const sheetIds: string[] = [];
  let from1904 = false;
  await parseWholeXml(required(archive, part), part, {
    open: (name, attributes, parent) => {
      if (name === 'workbookPr' && parent === 'workbook')
        from1904 = ['1', 'true', 'on'].includes(attributes.date1904 ?? '');
      // A sheet that the officer cannot see is not what they meant to send.
      if (name !== 'sheet' || parent !== 'sheets' || (attributes.state ?? 'visible') !== 'visible') return;
      const id = Object.entries(attributes).find(
        ([key]) => key.includes(':') && localName(key) === 'id',
      )?.[1];
      if (id === undefined || sheetIds.length >= entriesLimit) throw new UnreadableFile('damaged', { part });
      sheetIds.push(id);
    },
  });
  return { sheetIds, from1904 };
}

async function relationships(archive: Archive, part: string): Promise<readonly Relationship[]> {
  const folder = posix.dirname(part);
  const relsPart = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found: Relationship[] = [];
  const bytes = archive.part(relsPart);
  if (bytes === undefined)
    throw new UnreadableFile(part === '' ? 'wrong-type' : 'damaged', { part: relsPart });
  await parseWholeXml(bytes, relsPart, {
    open: (name, { Id: id, Type: type, Target: target, TargetMode: mode }, parent) => {
      if (name !== 'Relationship' || parent !== 'Relationships' || mode === 'External') return;
      if (id === undefined || type === undefined || target === undefined || found.length >= entriesLimit) {
        throw new UnreadableFile('damaged', { part: relsPart });
      }
      // The type's last word is the same in transitional and strict workbooks.
      found.push({ id, type: posix.basename(type), target: resolved(folder, target) });
    },
  });
  return found;
}

function resolved(folder: string, target: string): string {
  return target.startsWith('/') ? posix.normalize(target).slice(1) : posix.join(folder, target);
}

function required(archive: Archive, part: string): AsyncIterable<Uint8Array> {
  const bytes = archive.part(part);
  if (bytes === undefined) throw new UnreadableFile('damaged', { part });
  return bytes;
}
