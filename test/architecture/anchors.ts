/** A heading of a page, and the name by which a link finds it. */
export interface Heading {
  readonly level: number;
  /** Its words as written, without the signs of a link. */
  readonly words: string;
  readonly anchor: string;
  /** What stands under it, until the next heading of any level. */
  readonly text: string;
}

/** All headings of a page in order. Anchors as GitHub gives them: small letters, hyphens for spaces, no other signs; the second of a name ends in `-1`. */
export function headingsOf(page: string): readonly Heading[] {
  const seen = new Map<string, number>();
  const found: { level: number; words: string; anchor: string; text: string }[] = [];
  let fenced = false;
  for (const line of page.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    const [, signs, written] = (fenced ? null : /^(#{1,6}) (.+)$/.exec(line)) ?? [];
    if (signs === undefined || written === undefined) {
      const last = found.at(-1);
      if (last !== undefined) last.text += `${line}\n`;
      continue;
    }
    const words = written.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const name = words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    found.push({
      level: signs.length,
      words,
      anchor: before === 0 ? name : `${name}-${before}`,
      text: '',
    });
  }
  return found;
}
