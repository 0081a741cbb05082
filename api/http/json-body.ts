import { type FieldError, HubProblem } from '../../domain/failures.ts';
import { unstorableCharacter } from '../../domain/unseen-characters.ts';
import { fieldError, pointer } from './field-errors.ts';

/** No document of the hub is nested deeper than this by far. */
const deepest = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body that says one thing only: a name that stands twice, a number that a double cannot hold as written and
 * text that cannot be stored are refused instead of silently becoming something else. A byte order mark is passed over.
 * Throws HubProblem `body-malformed`, `body-not-utf8`, `request-invalid`.
 */
export function readJsonBody(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  const value = parsed(text);
  const errors = new Scan(text).errors();
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
  return value;
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HubProblem('body-not-utf8');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The cause repeats what was sent.
    throw new HubProblem('body-malformed');
  }
}

/** Goes over a text that is known to be valid JSON, for what JSON.parse does not tell. */
class Scan {
  readonly #text: string;
  readonly #errors: FieldError[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  errors(): readonly FieldError[] {
    this.#value([]);
    return this.#errors;
  }

  #value(path: readonly string[]): void {
    if (path.length > deepest) throw new HubProblem('body-malformed');
    const sign = this.#next();
    if (sign === '{') this.#object(path);
    else if (sign === '[') this.#array(path);
    else if (sign === '"') this.#storable(this.#string(), path);
    else this.#word(path);
  }

  #object(path: readonly string[]): void {
    const names = new Set<string>();
    this.#at += 1;
    while (this.#next() !== '}') {
      const name = this.#string();
      const here = [...path, name];
      // Either would reach into what every object shares.
      if (name === '__proto__' || (name === 'prototype' && path.at(-1) === 'constructor'))
        throw new HubProblem('body-malformed');
      if (names.has(name)) this.#errors.push(fieldError(pointer(here), 'field-repeated'));
      names.add(name);
      this.#storable(name, path);
      this.#pass(':');
      this.#value(here);
      this.#pass(',');
    }
    this.#at += 1;
  }

  #array(path: readonly string[]): void {
    this.#at += 1;
    for (let item = 0; this.#next() !== ']'; item += 1) {
      this.#value([...path, String(item)]);
      this.#pass(',');
    }
    this.#at += 1;
  }

  #string(): string {
    const from = this.#at;
    this.#at += 1;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at += 1;
    return JSON.parse(this.#text.slice(from, this.#at));
  }

  #storable(text: string, path: readonly string[]): void {
    const found = unstorableCharacter(text);
    if (found !== undefined)
      this.#errors.push({ ...fieldError(pointer(path), 'character-unstorable'), ...found });
  }

  /** A number, or true, false, null. */
  #word(path: readonly string[]): void {
    const from = this.#at;
    while (this.#at < this.#text.length && !',]} \t\r\n'.includes(this.#text[this.#at] ?? '')) this.#at += 1;
    const word = this.#text.slice(from, this.#at);
    if (/^[-\d]/.test(word) && !isExact(word)) this.#errors.push(fieldError(pointer(path), 'number-inexact'));
  }

  #pass(sign: ':' | ','): void {
    if (this.#next() === sign) this.#at += 1;
  }

  #next(): string | undefined {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? '\0')) this.#at += 1;
    return this.#text[this.#at];
  }
}

/** True when a number as written is the number that the program gets: 1e3 and 1.0 are, 1.00000000000000000001 is not. */
function isExact(word: string): boolean {
  const number = Number(word);
  return Number.isFinite(number) && digitsOf(word) === digitsOf(String(number));
}

/** The significant digits and the power of ten of a decimal number, the same for every way to write it. */
function digitsOf(word: string): string {
  const [, whole = '', fraction = '', power = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(word) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
}
