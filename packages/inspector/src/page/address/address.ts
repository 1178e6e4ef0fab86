/** A place in the page. Everything that a person looks at stands in the address. */
export interface Address {
  readonly connection?: string;
  /** The part of the page, such as `tools`. */
  readonly tab?: string;
  /** The tool, URI or prompt that is looked at. */
  readonly item?: string;
  /** Everything else, such as `view=schema`, `call=…`, `row=142`. */
  readonly query: Readonly<Record<string, string>>;
}

/** The change of an address; a part of the query that is `undefined` leaves it. */
export interface AddressChange {
  readonly connection?: string;
  readonly tab?: string;
  readonly item?: string | undefined;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** The path that the page is served under, with a slash at its end: everything before `s/`. */
export function findBase(pathname: string): string {
  const at = pathname.indexOf("/s/");
  if (at >= 0) return pathname.slice(0, at + 1);
  return pathname.endsWith("/") ? pathname : pathname.slice(0, pathname.lastIndexOf("/") + 1);
}

/** Reads `<base>s/<connection>/<tab>/<item>?<query>`. */
export function parseAddress(base: string, pathname: string, search: string): Address {
  const query = Object.fromEntries(new URLSearchParams(search));
  if (!pathname.startsWith(`${base}s/`)) return { query };
  const parts = pathname
    .slice(base.length + 2)
    .split("/")
    .map(decodePart);
  const [connection, tab, item] = parts.map((part) => (part === "" ? undefined : part));
  return {
    ...(connection !== undefined && { connection }),
    ...(tab !== undefined && { tab }),
    ...(item !== undefined && { item }),
    query,
  };
}

export function formatAddress(base: string, address: Address): string {
  const parts = [address.connection, address.tab, address.item];
  const end = parts.indexOf(undefined);
  const path = (end < 0 ? parts : parts.slice(0, end)).map((part) =>
    encodeURIComponent(part ?? ""),
  );
  const query = new URLSearchParams(address.query).toString();
  const place = path.length === 0 ? base : `${base}s/${path.join("/")}`;
  return query === "" ? place : `${place}?${query}`;
}

/**
 * Applies a change. A change of connection drops tab and item, a change of tab drops the item, and each
 * of them drops the query; without them `query` is merged.
 */
export function changeAddress(from: Address, change: AddressChange): Address {
  const isElsewhere =
    (change.connection !== undefined && change.connection !== from.connection) ||
    (change.tab !== undefined && change.tab !== from.tab) ||
    ("item" in change && change.item !== from.item);
  const connection = change.connection ?? from.connection;
  const keepsTab = change.connection === undefined || change.connection === from.connection;
  const tab = change.tab ?? (keepsTab ? from.tab : undefined);
  const keepsItem = keepsTab && (change.tab === undefined || change.tab === from.tab);
  const item = "item" in change ? change.item : keepsItem ? from.item : undefined;
  const query = Object.entries({ ...(isElsewhere ? {} : from.query), ...change.query }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    ...(connection !== undefined && { connection }),
    ...(tab !== undefined && { tab }),
    ...(item !== undefined && { item }),
    query: Object.fromEntries(query),
  };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
