/** The path of the sandbox of views, from the base of the page. */
export const SANDBOX_PATH = "_sandbox/";

/** The methods that the page and its sandbox have beside those of SEP-1865. */
export const SANDBOX_METHODS = {
  violation: "mortise/policy-violation",
  failure: "mortise/view-failure",
  flood: "mortise/flood",
} as const;

const OTHER_NAMES: Readonly<Record<string, string>> = {
  localhost: "127.0.0.1",
  "127.0.0.1": "localhost",
};

/**
 * Returns the host that the sandbox of the page at `host` is served under: the other name of loopback, on the
 * same port. A machine has no second name elsewhere, and CSP has no notation for `[::1]`; there the answer is
 * `host` itself, and only the opaque origin that the sandbox's own policy gives it keeps the two apart.
 *
 * @param host A name with its port, such as `localhost:5173`.
 */
export function sandboxHost(host: string): string {
  const [, name = "", port = ""] = /^(.*?)(:\d+)?$/u.exec(host.toLowerCase()) ?? [];
  const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  return other === undefined ? host : `${other}${port}`;
}
