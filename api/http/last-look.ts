// However often somebody asks, the parts are looked at once a second.
const freshMs = 1_000;

/** What `look` came to, at most a second old (real time); callers who come together share one. */
export function lastLook<Value>(look: () => Promise<Value>): () => Promise<Value> {
  let last: { readonly at: number; readonly value: Promise<Value> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.at > freshMs)
      last = { at: performance.now(), value: look() };
    return last.value;
  };
}
