const KEY = "mortise.token";

/** The parts of a window that the token passes through. */
export interface TokenPlace {
  readonly location: Pick<Location, "hash" | "pathname" | "search">;
  readonly history: Pick<History, "replaceState" | "state">;
  readonly sessionStorage: Pick<Storage, "getItem" | "setItem">;
}

/**
 * The token that the terminal put into the fragment of the address; a fragment reaches no server,
 * log or `Referer`. It is moved into the storage of this tab, and leaves the address at once.
 */
export function takeToken({ location, history, sessionStorage }: TokenPlace): string | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get("token");
  if (token !== null && token !== "") {
    sessionStorage.setItem(KEY, token);
    history.replaceState(history.state, "", location.pathname + location.search);
    return token;
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}
