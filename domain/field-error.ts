import type { FieldError } from './failures.ts';
import type { Wording } from './words.ts';

/** Makes the field errors of one catalogue: a JSON pointer, the code, its words, and behind them the name of what is meant. */
export function fieldErrorsOf<Code extends string>(words: Wording<Code>) {
  return (path: string, code: Code, name?: string): FieldError => {
    const { zh, en } = words[code];
    return name === undefined
      ? { path, code, zh, en }
      : { path, code, zh: `${zh}：${name}`, en: `${en}: ${name}` };
  };
}
