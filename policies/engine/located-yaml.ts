import { isAlias, isCollection, LineCounter, parseDocument } from 'yaml';
import { SchemeFileError, type SchemeFileFault } from './scheme-file-error.ts';

/** Keys and indexes from the root of a YAML file to one of its nodes. */
export type YamlPath = readonly (string | number)[];

/** A parsed YAML file that knows where each of its nodes stands. */
export interface LocatedYaml {
  readonly file: string;
  readonly value: unknown;
  /** Line (from 1) of the node at `path`, or of the nearest node above it. */
  readonly lineOf: (path: YamlPath) => number;
  /** Throws SchemeFileError at the node. */
  readonly fail: (code: SchemeFileFault, path: YamlPath, reason: string) => never;
}

/** Parses YAML 1.2; duplicate keys, tags, anchors and syntax errors are faults. Throws SchemeFileError. */
export function locatedYaml(file: string, text: string): LocatedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', uniqueKeys: true });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const trouble = document.errors[0] ?? document.warnings[0];
  if (trouble !== undefined) {
    const reason = trouble.message.split('\n')[0] ?? 'syntax error';
    throw new SchemeFileError({ code: 'yaml-broken', file, line: lineAt(trouble.pos[0]), reason });
  }
  const lineOf = (path: YamlPath): number => {
    for (let length = path.length; length >= 0; length--) {
      const offset = offsetOf(document, path.slice(0, length));
      if (offset !== undefined) return lineAt(offset);
    }
    return 1;
  };
  const fail = (code: SchemeFileFault, path: YamlPath, reason: string): never => {
    throw new SchemeFileError({ code, file, line: lineOf(path), reason });
  };
  return { file, value: document.toJS({ maxAliasCount: 0 }), lineOf, fail };
}

/** Where the node at `path` begins: its key when it stands under one, for that is the line a reader looks for. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: YamlPath): number | undefined {
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isCollection(parent) && 'items' in parent) {
    for (const item of parent.items) {
      if (item !== null && typeof item === 'object' && 'key' in item) {
        const key = item.key as { readonly value?: unknown; readonly range?: readonly number[] };
        if (key.value === last) return key.range?.[0];
      }
    }
  }
  const node = document.getIn(path, true) as { readonly range?: readonly number[] } | undefined;
  if (node === undefined || isAlias(node)) return undefined;
  return node.range?.[0];
}
