/** The oldest Node that runs these packages, as in `engines` of their manifests. */
export const OLDEST_NODE = "22.18";

/** Returns whether a version of Node, such as `20.19.4`, is older than {@link OLDEST_NODE}. */
export function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wanted = 0, wantedMinor = 0] = OLDEST_NODE.split(".").map(Number);
  return major < wanted || (major === wanted && minor < wantedMinor);
}

/** The parts of a platform that say whether it is Node, and which. */
export interface NodePlatform {
  readonly process?: {
    readonly versions?: Readonly<Record<string, string | undefined>>;
    readonly execPath?: string;
  };
  readonly navigator?: { readonly userAgent?: string };
}

/**
 * Says in a sentence that the platform is a Node that is too old; `undefined` for a newer one and for
 * other runtimes, which only name a version of Node for compatibility.
 */
export function describeOldNode(
  { process, navigator }: NodePlatform = globalThis as NodePlatform,
): string | undefined {
  const { versions = {}, execPath } = process ?? {};
  const { node } = versions;
  const isOther = versions["bun"] ?? versions["deno"] ?? versions["workerd"];
  if (!node || !execPath || isOther || navigator?.userAgent === "Cloudflare-Workers") {
    return undefined;
  }
  if (!isOldNode(node)) return undefined;
  const [major, minor] = node.split(".");
  return `Mortise needs Node ${OLDEST_NODE} or newer; this is ${major}.${minor} (${execPath})`;
}
