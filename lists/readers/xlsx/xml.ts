import { SaxesParser } from 'saxes';
import { UnreadableFile } from '../../../domain/unreadable-file.ts';

/** What a part's XML says; names come without their prefix. An element means something only where it stands: `parent` encloses it, '' the root. */
export interface XmlHandlers {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>, parent: string) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

// Above any tag, comment or cell of a real workbook; the parser holds a token in memory until it ends.
const tokenChars = 2 ** 20;
const depthLimit = 64;

/** Feeds a part to handlers and hands over control after every piece of bytes. Throws UnreadableFile: xml-entity for any document type, cell-too-large, bad-encoding, damaged. */
export async function* parseXml(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const { parser, silence } = listeningParser(part, handlers);
  let offset = 0;
  for await (const chunk of bytes) {
    const text = strictly(() => decoder.decode(chunk, { stream: true }), { part, byte: offset });
    offset += chunk.byteLength;
    parser.write(text);
    silence.chars += text.length;
    if (silence.chars > tokenChars) throw new UnreadableFile('cell-too-large', { part, byte: offset });
    yield;
  }
  strictly(() => decoder.decode(), { part, byte: offset });
  parser.close();
  yield;
}

/** Feeds a whole part to handlers. Throws as parseXml does. */
export async function parseWholeXml(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
  handlers: XmlHandlers,
): Promise<void> {
  for await (const _ of parseXml(bytes, part, handlers));
}

/** The name after its prefix: x:row → row. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

interface PlainOptions {
  readonly position: false;
  readonly xmlns: false;
}

function listeningParser(
  part: string,
  handlers: XmlHandlers,
): { readonly parser: SaxesParser<PlainOptions>; readonly silence: { chars: number } } {
  const parser = new SaxesParser<PlainOptions>({ position: false, xmlns: false });
  const silence = { chars: 0 };
  const path: string[] = [];
  const text = (value: string): void => {
    silence.chars = 0;
    handlers.text?.(value);
  };
  parser.on('opentag', (tag) => {
    silence.chars = 0;
    if (path.length >= depthLimit) throw new UnreadableFile('damaged', { part });
    const name = localName(tag.name);
    handlers.open?.(name, tag.attributes, path.at(-1) ?? '');
    path.push(name);
  });
  parser.on('closetag', (tag) => {
    silence.chars = 0;
    path.pop();
    handlers.close?.(localName(tag.name));
  });
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('doctype', () => {
    throw new UnreadableFile('xml-entity', { part });
  });
  parser.on('error', (error) => {
    throw new UnreadableFile(error.message.includes('entity') ? 'xml-entity' : 'damaged', { part });
  });
  return { parser, silence };
}

function strictly(decode: () => string, at: { readonly part: string; readonly byte: number }): string {
  try {
    return decode();
  } catch (error) {
    throw new UnreadableFile('bad-encoding', at, { cause: error });
  }
}
