import type { MouseEvent, ReactNode } from "react";
import { createContext, useCallback, useContext, useMemo } from "react";
import { navigate, usePathname, useSearch } from "wouter/use-browser-location";
import type { Address, AddressChange } from "./address.ts";
import { changeAddress, formatAddress, parseAddress } from "./address.ts";

const BaseContext = createContext("/");

/** Gives the views the path that the page is served under. */
export function AddressProvider(props: {
  readonly base: string;
  readonly children: ReactNode;
}): ReactNode {
  return <BaseContext value={props.base}>{props.children}</BaseContext>;
}

export interface AddressHook {
  readonly address: Address;
  /** Goes to another place; `replace` leaves no step to go back to. */
  readonly go: (change: AddressChange, options?: { readonly replace?: boolean }) => void;
  /** The link to another place, for `href`. */
  readonly link: (change: AddressChange) => string;
}

export function useAddress(): AddressHook {
  const base = useContext(BaseContext);
  const pathname = usePathname();
  const search = useSearch();
  const address = useMemo(() => parseAddress(base, pathname, search), [base, pathname, search]);
  const link = useCallback(
    (change: AddressChange) => {
      // Two changes in one event add to each other, so the present address counts, not the drawn one.
      const { location } = globalThis;
      const present = parseAddress(base, location.pathname, location.search);
      return formatAddress(base, changeAddress(present, change));
    },
    [base],
  );
  const go = useCallback<AddressHook["go"]>(
    (change, options) => navigate(link(change), { replace: options?.replace ?? false }),
    [link],
  );
  return { address, go, link };
}

/** A link inside the page: a click goes there without loading, other clicks do what links do. */
export function AddressLink(props: {
  readonly to: AddressChange;
  readonly className?: string | undefined;
  readonly title?: string;
  readonly isCurrent?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { go, link } = useAddress();
  const onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(props.to);
  };
  return (
    <a
      aria-current={props.isCurrent === true ? "page" : undefined}
      className={props.className}
      href={link(props.to)}
      onClick={onClick}
      title={props.title}
    >
      {props.children}
    </a>
  );
}
