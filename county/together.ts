/**
 * All of them, or the first failure: it gives up the others, and is thrown once they have settled too, so that whatever
 * they started can be stopped.
 */
export async function together<Starts extends readonly unknown[] | []>(
  starts: Starts,
  giveUp: AbortController,
): Promise<{ -readonly [Place in keyof Starts]: Awaited<Starts[Place]> }> {
  for (const start of starts) Promise.resolve(start).catch((failure) => giveUp.abort(failure));
  await Promise.allSettled(starts);
  return Promise.all(starts).catch((failure) => {
    throw giveUp.signal.reason ?? failure;
  });
}

/** Remembers how to stop a server as soon as it runs, also when the other one fails to start. */
export async function stoppable<Server extends { readonly stop: () => Promise<void> } | null>(
  starting: Promise<Server>,
  undo: (() => Promise<void> | void)[],
): Promise<Server> {
  const server = await starting;
  if (server !== null) undo.push(server.stop);
  return server;
}
