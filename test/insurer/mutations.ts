/** Where a reply is changed, and into what. */
export interface Mutated {
  readonly body: string;
  /** False once a value got another field's name: what the reply says may then be another thing, if a coherent one. */
  readonly sameMeaning: boolean;
}

/** A number from 0 up to before `below`. */
export type Dice = (below: number) => number;

type Holder = Record<string, unknown> | unknown[];
const kinds = ['drop', 'rename', 'swap', 'double', 'reorder', 'null', 'figure', 'cut'] as const;

/** A reply with one to four changes: fields dropped, renamed, given each other's names, rows doubled or reordered, figures written otherwise or wrong, the end cut off. */
export function mutated(reply: unknown, dice: Dice): Mutated {
  const changed = structuredClone(reply);
  let sameMeaning = true;
  let cut = false;
  for (let left = 1 + dice(4); left > 0; left -= 1) {
    const kind = kinds[dice(kinds.length)] ?? 'drop';
    if (kind === 'swap') sameMeaning = false;
    if (kind === 'cut') cut = dice(8) === 0;
    else change(holdersIn(changed), kind, dice);
  }
  const body = JSON.stringify(changed);
  return { body: cut ? body.slice(0, dice(body.length)) : body, sameMeaning };
}

function change(holders: readonly Holder[], kind: (typeof kinds)[number], dice: Dice): void {
  const lists = holders.filter((holder) => Array.isArray(holder));
  const objects = holders.filter((holder): holder is Record<string, unknown> => !Array.isArray(holder));
  const list = lists[dice(Math.max(1, lists.length))];
  const object = objects[dice(Math.max(1, objects.length))];
  if ((kind === 'double' || kind === 'reorder') && list !== undefined && list.length > 0) {
    if (kind === 'double') list.push(structuredClone(list[dice(list.length)]));
    else list.reverse();
    return;
  }
  if (object === undefined) return;
  const keys = Object.keys(object);
  const [key, other] = [keys[dice(Math.max(1, keys.length))], keys[dice(Math.max(1, keys.length))]];
  if (key === undefined || other === undefined) return;
  const value = object[key];
  if (kind === 'null') object[key] = null;
  else if (kind === 'figure' && typeof value === 'number') object[key] = figure(value, dice);
  else if (kind === 'swap') [object[key], object[other]] = [object[other], value];
  else if (kind === 'drop' || kind === 'rename') {
    delete object[key];
    if (kind === 'rename') object[`${key}_x`] = value;
  }
}

/** The same number in another form, or another number. */
function figure(value: number, dice: Dice): unknown {
  const forms = [
    String(value),
    value.toFixed(4),
    `${value * 100}E-2`,
    -value,
    value + 0.001,
    value + 0.01,
    value * 10,
    1e21,
    'NaN',
  ];
  return forms[dice(forms.length)];
}

function holdersIn(value: unknown): readonly Holder[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return [holder, ...Object.values(holder).flatMap(holdersIn)];
}
