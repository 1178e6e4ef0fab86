import hostedGitInfo from "hosted-git-info";
import { isWebUrl } from "../web-url.ts";
import type { Repository } from "./project.ts";

/**
 * Reads the `repository` of a package.json in any of its forms: `ada/desk`, `github:ada/desk`, a URL of git or
 * an object with one. Credentials in a URL are left out.
 *
 * Returns `undefined` for a place that no browser opens, such as a private host by SSH.
 */
export function readRepository(value: unknown): Repository | undefined {
  const { url, directory } =
    typeof value === "string" ? { url: value } : ((value ?? {}) as Record<string, unknown>);
  if (typeof url !== "string") return undefined;
  const folder = typeof directory === "string" && directory !== "" ? { folder: directory } : {};
  const hosted = hostedGitInfo.fromUrl(url);
  if (hosted !== undefined) {
    const account = hosted.user ? { account: { host: hosted.domain, owner: hosted.user } } : {};
    return { url: hosted.browse({ noCommittish: true }), ...account, ...folder };
  }
  const bare = url.replace(/^git\+/, "");
  if (!isWebUrl(bare)) return undefined;
  const parsed = new URL(bare);
  parsed.username = "";
  parsed.password = "";
  return { url: parsed.href, ...folder };
}
