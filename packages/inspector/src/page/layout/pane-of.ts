import type { Address } from "../address/address.ts";

/** The panes of a narrow window, which shows one at a time. */
export type Pane = "list" | "main" | "result" | "wire";

/** Returns the pane that shows what an address names: its frame, else its call, else its item, else the list. */
export function paneOf({ item, query }: Address): Pane {
  if (query["row"] !== undefined || query["log"] !== undefined || query["wire"] !== undefined) {
    return "wire";
  }
  if (query["call"] !== undefined) return "result";
  return item === undefined ? "list" : "main";
}

/** Returns the pane of what an address names that the one before did not; `undefined` if it names nothing else. */
export function paneAfter(before: Address, after: Address): Pane | undefined {
  const isNamed = (name: string): boolean => {
    const value = after.query[name];
    return value !== undefined && value !== before.query[name];
  };
  if (isNamed("row") || isNamed("log") || isNamed("wire")) return "wire";
  if (isNamed("call")) return "result";
  const isSame =
    before.connection === after.connection &&
    before.tab === after.tab &&
    before.item === after.item;
  return isSame ? undefined : paneOf(after);
}
