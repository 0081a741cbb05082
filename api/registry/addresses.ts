/** Where below the registered address another one is: empty for the very same, undefined when it is elsewhere. */
export function pathBelow(registered: string, asked: string): string | undefined {
  if (!URL.canParse(asked) || !URL.canParse(registered)) return undefined;
  // Parsed, so that neither `..` nor another spelling of the host leads elsewhere.
  const [url, base] = [new URL(asked), new URL(registered).href.replace(/\/$/, '')];
  const bare = url.username + url.password + url.search + url.hash === '';
  if (!bare || !`${url.href}/`.startsWith(`${base}/`)) return undefined;
  const path = url.href.slice(base.length).replace(/\/$/, '');
  // An empty part at the beginning would be read as another host.
  return path.includes('//') ? undefined : path;
}
