/** Asks for a number from 0 up to and excluding `bound`; one label always gives the same number. */
export type Dice = (label: string, bound: number) => number;

/** Dice of one thing: a pure function of seed, index and label, so that any person can be made without those before. */
export function diceOf(seed: number, index: number): Dice {
  const start = mixed(mixed(seed >>> 0) ^ (index >>> 0) ^ mixed(Math.floor(index / 2 ** 32)));
  return (label, bound) => {
    let hash = start;
    for (let at = 0; at < label.length; at++) hash = mixed(hash ^ label.charCodeAt(at));
    return Math.floor((hash / 2 ** 32) * bound);
  };
}

// The finaliser of MurmurHash3: every bit of the input moves every bit of the result.
function mixed(value: number): number {
  let hash = (value + 0x9e3779b9) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
