import { MortiseError } from "@mortise/protocol";

/** Reads a port. @throws MortiseError `INVALID_OPTION` for a text that is none. */
export function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(text)} is not a port; use 0 to 65535`,
    { data: { option: "port" } },
  );
}
