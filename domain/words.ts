/** What people read, in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** The words of each code of a catalogue. */
export type Wording<Code extends string = string> = Readonly<Record<Code, Words>>;
