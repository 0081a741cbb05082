/** A character that has no place in a text: which one ('U+200B') and where, counted in characters from 1. */
export interface MisplacedCharacter {
  readonly character: string;
  readonly position: number;
}

// Controls, format and directional characters, private use, halves of a surrogate pair, line separators, and what a font
// shows as nothing. Unassigned characters too, but not of planes 2 and 3: Unicode adds rare Chinese characters there each
// year, before every runtime knows them.
const unseen =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0\uFFFC\uFFFD]|\u034F|\u17B4|\u17B5|(?![\u{20000}-\u{3FFFD}])\p{Cn}/u;
// They choose a form of the Chinese character before them, and belong to nothing else.
const variationSelector = /\p{VS}/u;
const han = /\p{Script=Han}|[\u{20000}-\u{3FFFD}]/u;

/** The first character of a name that nobody sees or that turns the text around; undefined when there is none. */
export function unseenCharacter(name: string): MisplacedCharacter | undefined {
  let before = '';
  return firstCharacter(name, (character) => {
    const misplaced = unseen.test(character) || (variationSelector.test(character) && !han.test(before));
    before = character;
    return misplaced;
  });
}

/** The first character that no text of the hub can hold: U+0000, which PostgreSQL refuses, or half of a surrogate pair. */
export function unstorableCharacter(text: string): MisplacedCharacter | undefined {
  if (!text.includes('\0') && text.isWellFormed()) return undefined;
  return firstCharacter(text, (character) => character === '\0' || /\p{Cs}/u.test(character));
}

function firstCharacter(
  text: string,
  misplaced: (character: string) => boolean,
): MisplacedCharacter | undefined {
  let position = 0;
  for (const character of text) {
    position += 1;
    if (!misplaced(character)) continue;
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return { character: `U+${point}`, position };
  }
  return undefined;
}
