import type { HeaderSource } from "../http/header-source.ts";

/** Names whom a connection acts for at the moment; the text is compared, and goes nowhere. */
export type PrincipalSource = () => string | Promise<string>;

/**
 * Tells credentials apart where they may change: each `Authorization` that differs from the one
 * before is somebody else. `undefined` where a connection has the same headers for good.
 */
export function principalOfHeaders(headers: HeaderSource | undefined): PrincipalSource | undefined {
  if (typeof headers !== "function") return undefined;
  let last: string | null = null;
  let generation = 0;
  return async () => {
    const current = new Headers(await headers()).get("authorization");
    if (current !== last) generation += 1;
    last = current;
    return String(generation);
  };
}
