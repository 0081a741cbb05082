import { entryOf } from './entry.ts';
import { identityCheckDigit } from './identity-number.ts';
import { type IdentityKind, identities } from './insurer-identity-fields.ts';

/** What is put in place of whom: the same for the same person in every file of one run. */
export interface Replacements {
  readonly of: (kind: IdentityKind, original: string) => string;
  /** Everything that was replaced, longest first. */
  readonly all: () => readonly (readonly [original: string, replacement: string])[];
}

const idNumberInText = /(?<!\d)\d{17}[\dXx](?!\d)/g;
const phoneInText = /(?<!\d)1[3-9]\d{9}(?!\d)/g;

/** For samples: made-up people, and numbers of the same length; a diagnosis of nobody stays. */
export const madeUpPeople = (): Replacements => replacements(madeUp);

/** For whoever looks for a fault: the last digits of a number, and nothing of a name. */
export const masks = (): Replacements => replacements(masked);

type Make = (kind: IdentityKind, original: string, count: number) => string;

function replacements(make: Make): Replacements {
  const made = new Map<string, string>();
  const counts = new Map<IdentityKind, number>();
  return {
    of: (kind, original) => {
      const known = made.get(original);
      if (known !== undefined) return known;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const replacement = make(kind, original, count);
      made.set(original, replacement);
      return replacement;
    },
    all: () => [...made].toSorted(([one], [other]) => other.length - one.length),
  };
}

function madeUp(kind: IdentityKind, original: string, count: number): string {
  switch (kind) {
    case 'idNumber': {
      const head = `11010519491231${String(count).padStart(3, '0')}`;
      return `${head}${identityCheckDigit(head)}`;
    }
    case 'name':
      return `测试${String.fromCodePoint(0x7532 + (count % 10))}${count}`;
    case 'phone':
      return `100${String(count).padStart(8, '0')}`;
    case 'number':
      return `${original.slice(0, Math.max(0, original.length - 12))}${String(count).padStart(Math.min(12, original.length), '0')}`;
    case 'words':
      return '测试';
    case 'birthDate':
      return '1949-12-31';
    case 'diagnosis':
      return original;
  }
}

function masked(kind: IdentityKind, original: string): string {
  const shown = kind === 'idNumber' || kind === 'number' || kind === 'phone' ? 4 : 0;
  return original.length <= 2 * shown || shown === 0 ? '****' : `****${original.slice(-shown)}`;
}

type Digits = { readonly rawJSON: string };
const json = JSON as unknown as {
  readonly rawJSON: (text: string) => Digits;
  readonly isRawJSON: (value: unknown) => value is Digits;
  readonly parse: (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => unknown;
};

/** Every number keeps its own digits. */
function parsed(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' ? json.rawJSON(source ?? String(value)) : value,
  );
}

/** Notes whom a captured file names, so that it is replaced wherever it stands. Throws SyntaxError for no JSON. */
export function noteIdentities(text: string, found: Replacements): void {
  note(parsed(text), '', found);
}

function note(value: unknown, field: string, found: Replacements): void {
  const inner = typeof value === 'string' ? nested(value) : value;
  if (json.isRawJSON(inner)) noteText(inner.rawJSON, field, found);
  else if (Array.isArray(inner)) for (const one of inner) note(one, field, found);
  else if (isObject(inner)) for (const [name, one] of Object.entries(inner)) note(one, name, found);
  else if (typeof value === 'string') noteText(value, field, found);
}

function noteText(text: string, field: string, found: Replacements): void {
  const trimmed = text.trim();
  const kind = kindOf(field, trimmed);
  if (kind !== undefined && trimmed !== '') found.of(kind, trimmed);
  for (const [number] of text.matchAll(idNumberInText)) found.of('idNumber', number);
  for (const [number] of text.matchAll(phoneInText)) found.of('phone', number);
}

/** A certificate that is no resident card, a card and a token are numbers like any other. */
function kindOf(field: string, text: string): IdentityKind | undefined {
  const kind = entryOf(identities, field);
  if (kind !== 'certificate') return kind;
  return /^\d{17}[\dXx]$/.test(text) ? 'idNumber' : 'number';
}

/** The same file with everybody replaced. Throws SyntaxError for no JSON. */
export function withoutIdentities(text: string, found: Replacements): string {
  return `${JSON.stringify(replaced(parsed(text), found.all()), null, 1)}\n`;
}

function replaced(value: unknown, all: ReturnType<Replacements['all']>): unknown {
  if (json.isRawJSON(value)) {
    const other = all.find(([original]) => original === value.rawJSON);
    if (other === undefined) return value;
    return /^\d+$/.test(other[1]) ? json.rawJSON(other[1].replace(/^0+(?=\d)/, '1')) : other[1];
  }
  if (typeof value === 'string') {
    const inner = nested(value);
    if (inner !== undefined) return JSON.stringify(replaced(inner, all));
    return inOnePass(value, all);
  }
  if (Array.isArray(value)) return value.map((one) => replaced(one, all));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, replaced(one, all)]));
}

const certificate = /^(?=.*\d)(?=.*[A-Z])[A-Z0-9]{8,}$/;

/** What was put in is never looked at again. */
function inOnePass(text: string, all: ReturnType<Replacements['all']>): string {
  const exact = all.find(([original]) => original === text.trim());
  if (exact !== undefined) return exact[1];
  // A day or a short number stands for itself within other words.
  const within = all.filter(
    ([original]) => /\p{Script=Han}/u.test(original) || original.length >= 11 || certificate.test(original),
  );
  if (within.length === 0) return text;
  const any = new RegExp(within.map(([original]) => escaped(original)).join('|'), 'gu');
  return text.replaceAll(any, (original) => within.find(([one]) => one === original)?.[1] ?? original);
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}

function nested(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return parsed(text);
  } catch {
    return undefined;
  }
}

/** A message with everybody masked, for whoever looks for a fault; what is no JSON is not shown. */
export function maskedText(text: string, found: Replacements): string | null {
  try {
    return withoutIdentities(text, found).trimEnd();
  } catch {
    return null;
  }
}

/** True where the platform says yes. */
export function isAccepted(reply: string): boolean {
  try {
    const read: unknown = JSON.parse(reply);
    return isObject(read) && String(entryOf(read, 'infcode')) === '0';
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
