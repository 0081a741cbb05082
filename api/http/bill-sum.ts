/** Exact also where many items together lie beyond the safe integers; amounts that are wrong themselves say so alone. */
export function addsUp({
  totalFen,
  items,
}: {
  readonly totalFen: number;
  readonly items?: readonly { readonly fen: number }[] | undefined;
}): boolean {
  if (items === undefined || ![totalFen, ...items.map(({ fen }) => fen)].every(Number.isSafeInteger))
    return true;
  return items.reduce((sum, { fen }) => sum + BigInt(fen), 0n) === BigInt(totalFen);
}
