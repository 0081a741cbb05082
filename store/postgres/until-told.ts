import type { Changes, Topic } from './changes.ts';

/** What was looked up, kept until something of its topic changes. */
export interface Kept<Value> {
  /** The value of a key; what is not there is looked for each time. */
  readonly get: (key: string, look: () => Promise<Value | undefined>) => Promise<Value | undefined>;
}

const mostKept = 10_000;

/** Keeps values in memory only while every change is heard: meanwhile, and once something may have been missed, each is looked up. */
export function untilTold<Value>(changes: Changes, topic: Topic): Kept<Value> {
  const values = new Map<string, Value>();
  let era = 0;
  changes.on(topic, () => {
    era += 1;
    values.clear();
  });
  return {
    async get(key, look) {
      if (!(await changes.heard())) return look();
      const known = values.get(key);
      if (known !== undefined) return known;
      const began = era;
      const value = await look();
      // What was read while something changed may be what it was before.
      if (value === undefined || began !== era) return value;
      if (values.size >= mostKept) values.clear();
      values.set(key, value);
      return value;
    },
  };
}
